namespace InferenceOperator.Core.Scaling;

/// <summary>
/// A quantile out of cumulative buckets, by linear interpolation inside the bucket, as Prometheus' histogram_quantile does it for classic
/// histograms (Prometheus documentation, "Query functions").
/// </summary>
public static class HistogramQuantile
{
    /// <summary>The quantile.</summary>
    /// <param name="quantile">From 0 to 1, 0.95 for p95.</param>
    /// <param name="buckets">By ascending bound; the last bound is +Inf.</param>
    /// <returns>
    /// The value; the highest finite bound when the quantile lies beyond it; null when there are no observations, no +Inf bucket or
    /// no finite one.
    /// </returns>
    public static double? Of(double quantile, IReadOnlyList<HistogramBucket> buckets)
    {
        if (buckets.Count < 2 || !double.IsPositiveInfinity(buckets[^1].UpperBound) || !(buckets[^1].Count > 0))
            return null;
        var rank = Math.Clamp(quantile, 0, 1) * buckets[^1].Count;
        var at = 0;
        while (at < buckets.Count - 1 && buckets[at].Count < rank)
            at++;
        if (at == buckets.Count - 1)
            return buckets[^2].UpperBound;

        var below = at == 0 ? new HistogramBucket(Math.Min(0, buckets[0].UpperBound), 0) : buckets[at - 1];
        var inside = buckets[at].Count - below.Count;
        return inside <= 0
            ? buckets[at].UpperBound
            : below.UpperBound + ((buckets[at].UpperBound - below.UpperBound) * (rank - below.Count) / inside);
    }
}
