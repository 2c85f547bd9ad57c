using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>
/// Arithmetic of classic histograms, as PromQL does it, so that the numbers do not jump when the source changes. Source of the percentile:
/// https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile and promql/quantile.go (bucketQuantile) there.
/// </summary>
public static class Histogram
{
    /// <summary>
    /// The percentile: linear inside the bucket that it falls into, the first bucket beginning at 0. In the last bucket, which has no end, it
    /// is the bound before.
    /// </summary>
    /// <param name="quantile">0 to 1.</param>
    /// <param name="buckets">The buckets by upper bound; the last must be infinite. Counts that fall are taken for rounding and levelled.</param>
    /// <returns>The percentile in the unit of the bounds; NaN when nothing was observed or the buckets make no histogram.</returns>
    public static double Percentile(double quantile, ImmutableArray<BucketCount> buckets)
    {
        if (buckets.IsDefaultOrEmpty || buckets.Length < 2 || !double.IsPositiveInfinity(buckets[^1].UpperBound))
            return double.NaN;
        var levelled = Levelled(buckets);
        var all = levelled[^1].Count;
        if (!(all > 0) || double.IsInfinity(all))
            return double.NaN;
        var rank = quantile * all;
        var at = Array.FindIndex(levelled, 0, levelled.Length - 1, bucket => bucket.Count >= rank);
        if (at < 0)
            return levelled[^2].UpperBound;
        var (end, count) = (levelled[at].UpperBound, levelled[at].Count);
        if (at == 0)
            return end <= 0 || count <= 0 ? Math.Min(end, 0) : end * (rank / count);
        var (start, before) = (levelled[at - 1].UpperBound, levelled[at - 1].Count);
        return start + ((end - start) * ((rank - before) / (count - before)));
    }

    /// <summary>Adds histograms bound by bound, each with a factor.</summary>
    /// <param name="parts">Histograms and their factors.</param>
    /// <returns>The sum by upper bound; empty when there is no bucket.</returns>
    public static ImmutableArray<BucketCount> Sum(IEnumerable<(ImmutableArray<BucketCount> Buckets, double Factor)> parts)
    {
        var sums = new SortedDictionary<double, double>();
        foreach (var (buckets, factor) in parts)
        {
            foreach (var bucket in buckets)
                sums[bucket.UpperBound] = sums.GetValueOrDefault(bucket.UpperBound) + (bucket.Count * factor);
        }

        return [.. sums.Select(pair => new BucketCount(pair.Key, pair.Value))];
    }

    /// <summary>Whether two histograms have the same bounds.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    /// <returns>True when they do.</returns>
    public static bool SameBounds(ImmutableArray<BucketCount> one, ImmutableArray<BucketCount> other) =>
        one.Length == other.Length && one.Zip(other).All(pair => pair.First.UpperBound.Equals(pair.Second.UpperBound));

    // Two pods with other bounds, or rounding: a cumulative count cannot fall.
    private static BucketCount[] Levelled(ImmutableArray<BucketCount> buckets)
    {
        BucketCount[] levelled = [.. buckets];
        for (var i = 1; i < levelled.Length; i++)
        {
            if (levelled[i].Count < levelled[i - 1].Count)
                levelled[i] = levelled[i] with { Count = levelled[i - 1].Count };
        }

        return levelled;
    }
}
