namespace InferenceOperator.Metrics.Presets;

/// <summary>
/// Queries of a histogram, classic or native. Which it is, the scrape decides: a server that shows both, or a Prometheus that turns classic
/// buckets into native ones, has no series with <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.
/// </summary>
internal static class HistogramQueries
{
    /// <summary>
    /// A percentile, of the classic buckets where a model has them, else of the native histogram of the same name. Servers that know no native
    /// histograms find nothing under that name. The label vmrange is how VictoriaMetrics keeps the buckets of native ones; elsewhere it is empty.
    /// <c>$only</c> narrows the buckets to the models that the percentile is wanted of.
    /// </summary>
    /// <param name="histogram">Name of the metric.</param>
    /// <returns>The query.</returns>
    public static string Percentile(string histogram) =>
        $"histogram_quantile($quantile, sum by ($model, le, vmrange) (rate({histogram}_bucket{{$matchers$only}}[$window])))"
        + $" or histogram_quantile($quantile, sum by ($model) (rate({histogram}{{$matchers}}[$window])))";

    /// <summary>The mean, of the classic histogram's sum and count.</summary>
    /// <param name="histogram">Name of the metric.</param>
    /// <returns>The query.</returns>
    public static string Mean(string histogram) => Ratio($"{histogram}_sum", $"{histogram}_count");

    /// <summary>The mean of a native histogram. Not every server knows these functions (Prometheus since 2.40, VictoriaMetrics not).</summary>
    /// <param name="histogram">Name of the metric.</param>
    /// <returns>The query.</returns>
    public static string NativeMean(string histogram) =>
        $"histogram_sum(sum by ($model) (rate({histogram}{{$matchers}}[$window]))) / histogram_count(sum by ($model) (rate({histogram}{{$matchers}}[$window])))";

    /// <summary>The growth of one counter for each step of another.</summary>
    /// <param name="sum">Name of the first.</param>
    /// <param name="count">Name of the other.</param>
    /// <returns>The query.</returns>
    public static string Ratio(string sum, string count) =>
        $"sum by ($model) (rate({sum}{{$matchers}}[$window])) / sum by ($model) (rate({count}{{$matchers}}[$window]))";
}
