using System.Globalization;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>Measured numbers as status shows them: two significant digits.</summary>
internal static class Numbers
{
    /// <summary>Rounds to two significant digits.</summary>
    /// <param name="value">Any finite number.</param>
    /// <returns>The rounded number.</returns>
    public static double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return 0;
        var scale = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return Math.Round(value / scale) * scale;
    }

    /// <summary>A latency: 0.13 becomes 130ms, 2.5 becomes 2.5s.</summary>
    /// <param name="seconds">Seconds.</param>
    /// <returns>Null for null and for what is not finite.</returns>
    public static string? Latency(double? seconds) => seconds switch
    {
        null => null,
        { } value when !double.IsFinite(value) || value < 0 => null,
        { } value when Round(value) >= 1 => Text(Round(value)) + "s",
        { } value => Text(Round(value * 1000)) + "ms",
    };

    /// <summary>A rate per second.</summary>
    /// <param name="perSecond">Requests per second.</param>
    /// <returns>Null for null and for what is not finite.</returns>
    public static string? Rate(double? perSecond) => perSecond is { } value && double.IsFinite(value) && value >= 0 ? Text(Round(value)) : null;

    /// <summary>Whether a number moved by more than a tenth of what was reported.</summary>
    /// <param name="reported">What status shows, such as 130ms or 41; null: nothing.</param>
    /// <param name="measured">What it would show now.</param>
    /// <returns>True when it is worth a write.</returns>
    public static bool Moved(string? reported, string? measured)
    {
        if (reported is null || measured is null)
            return reported != measured;
        var (before, after) = (Value(reported), Value(measured));
        return Math.Abs(after - before) > 0.1 * Math.Abs(before);
    }

    /// <summary>Whether a number moved by more than a tenth of what was reported.</summary>
    /// <param name="reported">What status shows; null: nothing.</param>
    /// <param name="measured">What it would show now.</param>
    /// <returns>True when it is worth a write.</returns>
    public static bool Moved(double? reported, double? measured) => reported is { } before && measured is { } after
        ? Math.Abs(after - before) > 0.1 * Math.Abs(before)
        : reported != measured;

    private static double Value(string text)
    {
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? 0.001 : 1;
        return double.TryParse(text.TrimEnd('m', 's'), CultureInfo.InvariantCulture, out var value) ? value * unit : 0;
    }

    private static string Text(double value) => value.ToString("0.################", CultureInfo.InvariantCulture);
}
