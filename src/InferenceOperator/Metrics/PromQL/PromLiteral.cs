using System.Globalization;
using System.Text;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>Writes values into PromQL so that they cannot break out of their place.</summary>
public static class PromLiteral
{
    /// <summary>The inside of a double-quoted PromQL string (the rules of Go strings, which PromQL follows).</summary>
    /// <param name="value">Any text.</param>
    /// <returns>The text without quotes around it, safe between them.</returns>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
            Append(text, c);
        return text.ToString();
    }

    /// <summary>A duration as a range selector takes it: whole milliseconds, at least one.</summary>
    /// <param name="duration">The duration.</param>
    /// <returns>Such as <c>30s</c> or <c>1500ms</c>.</returns>
    public static string Duration(TimeSpan duration)
    {
        var milliseconds = Math.Max(1, (long)duration.TotalMilliseconds);
        return milliseconds % 1000 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000}s")
            : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
    }

    /// <summary>A percentile as histogram_quantile takes it.</summary>
    /// <param name="percentile">0 to 100.</param>
    /// <returns>Such as <c>0.95</c>.</returns>
    public static string Quantile(int percentile) => (percentile / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, char c)
    {
        if (c is '"' or '\'' or '`' or '\\')
            text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        else if (char.IsControl(c))
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        else
            text.Append(c);
    }
}
