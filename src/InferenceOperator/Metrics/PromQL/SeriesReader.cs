using System.Buffers.Text;
using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Reads the series of a vector: thousands at a time, every few seconds. Names and values of labels repeat, so each text is made once.
/// </summary>
internal sealed class SeriesReader
{
    private readonly Dictionary<int, string> _texts = [];
    private readonly List<MetricSample> _samples = [];

    /// <summary>Reads the rest of the array of series.</summary>
    /// <param name="reader">At the first element or the array's end; afterwards at the array's end.</param>
    /// <returns>The samples.</returns>
    /// <exception cref="FormatException">They are no series.</exception>
    public IReadOnlyList<MetricSample> Rest(ref Utf8JsonReader reader)
    {
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
            _samples.Add(Series(ref reader));
        return _samples;
    }

    private MetricSample Series(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("a series is no object");
        Dictionary<string, string>? labels = null;
        (DateTimeOffset Time, double Value)? value = null;
        DateTimeOffset? histogram = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("metric"u8))
                labels = Labels(ref reader);
            else if (reader.ValueTextEquals("value"u8))
                value = Value(ref reader);
            else if (reader.ValueTextEquals("histogram"u8))
                histogram = Histogram(ref reader);
            else if (reader.ValueTextEquals("values"u8) || reader.ValueTextEquals("histograms"u8))
                value = Range(ref reader);
            else
                reader.SkipNext();
        }

        return value is var (time, number)
            ? new MetricSample(labels ?? [], time, number)
            : new MetricSample(labels ?? [], histogram ?? throw new FormatException("a series has no value"), double.NaN) { IsHistogram = true };
    }

    private Dictionary<string, string> Labels(ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.StartObject);
        var labels = new Dictionary<string, string>(4);
        while (reader.NextProperty())
        {
            var name = Text(ref reader);
            reader.Next(JsonTokenType.String);
            labels[name] = Text(ref reader);
        }

        return labels;
    }

    private static (DateTimeOffset Time, double Value) Value(ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.StartArray);
        reader.Next(JsonTokenType.Number);
        var time = ScalarPair.TimeAt(ref reader);
        reader.Next(JsonTokenType.String);
        // Most values are plain numbers: they are read where they stand.
        var value = Utf8Parser.TryParse(reader.ValueSpan, out double number, out var used) && used == reader.ValueSpan.Length
            ? number
            : ScalarPair.Number(reader.GetString()!);
        reader.Next(JsonTokenType.EndArray);
        return (time, value);
    }

    private static DateTimeOffset Histogram(ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.StartArray);
        reader.Next(JsonTokenType.Number);
        var time = ScalarPair.TimeAt(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            reader.Skip();
        return time;
    }

    // The result's type, which may come later, tells that this is no instant value.
    private static (DateTimeOffset Time, double Value) Range(ref Utf8JsonReader reader)
    {
        reader.SkipNext();
        return (DateTimeOffset.UnixEpoch, double.NaN);
    }

    private string Text(ref Utf8JsonReader reader)
    {
        var hash = default(HashCode);
        hash.AddBytes(reader.ValueSpan);
        var key = hash.ToHashCode();
        // Two texts of one hash take the place in turn: slower, never wrong.
        if (_texts.TryGetValue(key, out var known) && reader.ValueTextEquals(known))
            return known;
        return _texts[key] = reader.GetString()!;
    }
}
