using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceOperator.Metrics.Signals;

/// <summary>
/// Finds mistakes in the text of a user's query that Prometheus would answer all the same: a unit that is not the one wanted, a percentile
/// in the wrong form. It errs on the side of asking: what cannot be told from the text is judged by the value.
/// </summary>
internal static partial class CustomQueryText
{
    private const string Number = @"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?";

    /// <summary>Looks for a mistake.</summary>
    /// <param name="signal">latency, rate or inFlight.</param>
    /// <param name="template">The query with its places.</param>
    /// <returns>What is wrong and what to write instead; null when nothing is seen.</returns>
    public static string? Problem(string signal, string template) => UnknownPlace(template) ?? Percentile(template) ?? (signal == "latency" ? Unit(template) : null);

    private static string? UnknownPlace(string template) => Place().Matches(template).Select(match => match.Groups[1].Value)
        .FirstOrDefault(name => name is not ("namespace" or "name" or "percentile")) is { } unknown
            ? $"holds {{{{{unknown}}}}}, which nothing is filled in for: write {{{{namespace}}}}, {{{{name}}}} or {{{{percentile}}}}"
            : null;

    private static string? Percentile(string template)
    {
        if (DividedPercentile().IsMatch(template))
            return "divides {{percentile}}, which is a number from 0 to 1 already (0.95 for p95): write {{percentile}} alone";
        if (NamedPercentile().IsMatch(template))
            return "writes p{{percentile}}, which becomes p0.95: {{percentile}} is a number from 0 to 1, so name the percentile itself";
        var quantile = LiteralQuantile().Match(template);
        return quantile.Success && double.Parse(quantile.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture) > 1
            ? $"asks for histogram_quantile({quantile.Groups[1].Value}, …), which takes a number from 0 to 1: write {{{{percentile}}}}"
            : null;
    }

    // A number that multiplies or divides converts, whatever it is: 1000, 1e3, 0.001, and 1 for a metric with a misleading name.
    private static string? Unit(string template)
    {
        var bare = Labels().Replace(Matchers().Replace(Texts().Replace(Place().Replace(template, "0"), ""), ""), "");
        if (Conversion().IsMatch(bare) || Metrics().Match(bare) is not { Success: true } metric)
            return null;
        var (unit, factor) = metric.Groups[1].Value switch
        {
            ['m', 'i', 'l', ..] or ['m', 's', ..] => ("milliseconds", "1000"),
            ['m', ..] or ['u', ..] => ("microseconds", "1000000"),
            _ => ("nanoseconds", "1000000000"),
        };
        return $"reads {metric.Value}, which is in {unit} by its name, and latency is in seconds: divide by {factor} (or by 1, if the name misleads)";
    }

    [GeneratedRegex(@"\{\{\s*([^{}]*?)\s*\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{\{\s*percentile\s*\}\}\s*/\s*100\b")]
    private static partial Regex DividedPercentile();

    [GeneratedRegex(@"\bp\{\{\s*percentile\s*\}\}", RegexOptions.IgnoreCase)]
    private static partial Regex NamedPercentile();

    [GeneratedRegex($@"\bhistogram_quantile\s*\(\s*({Number})\s*,")]
    private static partial Regex LiteralQuantile();

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|`[^`]*`|#[^\\n]*")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\{[^{}]*\}|\[[^\[\]]*\]")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex($@"[*/]\s*[(\s]*{Number}|{Number}[)\s]*\*")]
    private static partial Regex Conversion();

    // Counts have no unit; a name that says seconds means it, whatever follows.
    [GeneratedRegex(@"\b(?![a-zA-Z0-9_:]*_seconds)[a-zA-Z_:][a-zA-Z0-9_:]*?_(milliseconds|millis|msec|ms|microseconds|micros|usec|us|nanoseconds|nanos|nsec|ns)(?=:|_(?:bucket|sum|total|max|min|avg|mean|p\d+)\b|(?![a-zA-Z0-9_]))[a-zA-Z0-9_:]*")]
    private static partial Regex Metrics();
}
