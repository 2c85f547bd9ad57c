using System.Globalization;
using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>A time and a value as the HTTP API writes them: <c>[1764000000.781,"0.125"]</c>.</summary>
/// <param name="Time">The time.</param>
/// <param name="Text">The value's text.</param>
internal readonly record struct ScalarPair(DateTimeOffset Time, string Text)
{
    /// <summary>As a sample without labels.</summary>
    /// <returns>The sample.</returns>
    /// <exception cref="FormatException">The text is no number.</exception>
    public MetricSample Sample() => new(new Dictionary<string, string>(), Time, Number(Text));

    /// <summary>Reads the rest of a pair, from its first number on.</summary>
    /// <param name="reader">At the number; afterwards at the pair's end.</param>
    /// <returns>The pair.</returns>
    public static ScalarPair Rest(ref Utf8JsonReader reader)
    {
        var time = TimeAt(ref reader);
        var text = reader.NextText();
        reader.Next(JsonTokenType.EndArray);
        return new ScalarPair(time, text);
    }

    /// <summary>Reads the time.</summary>
    /// <param name="reader">At the number of seconds since 1970.</param>
    /// <returns>The time, to the millisecond.</returns>
    public static DateTimeOffset TimeAt(ref Utf8JsonReader reader) => DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(reader.GetDouble() * 1000));

    /// <summary>Reads a number as Prometheus writes it: Go's spelling.</summary>
    /// <param name="text">Such as <c>3e-05</c>, <c>NaN</c> or <c>+Inf</c>.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static double Number(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
