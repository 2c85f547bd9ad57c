using System.Globalization;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Presets;

/// <summary>
/// Which models each percentile is asked for. The buckets of all pods are by far the most that Prometheus reads; without this it would read
/// all of them once for every percentile that some model has.
/// </summary>
internal static class PercentileShares
{
    // VictoriaMetrics refuses queries above 16 KiB unless told otherwise; a list may be there twice.
    private const int LongestList = 6 * 1024;

    /// <summary>The label matcher for each percentile: the models that have it or, of the commonest, the ones that have not.</summary>
    /// <param name="models">Percentile and name of each model.</param>
    /// <returns>Matchers with a comma before them, or nothing where all models are asked for: of a single percentile, or where the list would be too long.</returns>
    public static IReadOnlyDictionary<int, string> Of(IEnumerable<(int Percentile, string Name)> models)
    {
        var shares = models.GroupBy(model => model.Percentile, model => model.Name)
            .Select(share => (Percentile: share.Key, Names: share.ToHashSet()))
            .OrderByDescending(share => share.Names.Count).ThenBy(share => share.Percentile).ToList();
        var matchers = shares.Skip(1).ToDictionary(share => share.Percentile, share => Matcher("=~", share.Names));
        if (shares is [var (commonest, names), ..])
            matchers[commonest] = Matcher("!~", shares.Skip(1).SelectMany(share => share.Names).Where(name => !names.Contains(name)).ToHashSet());
        return matchers;
    }

    private static string Matcher(string match, HashSet<string> names)
    {
        var list = string.Join('|', names.Order(StringComparer.Ordinal).Select(Literal));
        return names.Count == 0 || list.Length > LongestList ? "" : $",{SeriesLabels.Model}{match}\"{PromLiteral.Escape(list)}\"";
    }

    // A name as a regular expression (RE2) that matches itself alone.
    private static string Literal(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-'
        ? c.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"\\x{{{(int)c:x}}}")));
}
