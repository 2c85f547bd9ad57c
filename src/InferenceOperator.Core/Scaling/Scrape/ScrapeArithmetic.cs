using System.Globalization;

namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>
/// One reading out of the snapshots of a model's pods: the numbers that the preset queries of Prometheus give. Rates are added over the
/// pods, each over its own stretch of time; the percentile is that of the added histograms, or, where servers give percentiles
/// themselves, which cannot be added, that of the slowest pod.
/// </summary>
public static class ScrapeArithmetic
{
    /// <summary>The value of <see cref="MetricReading.Source"/>.</summary>
    public const string Source = "direct scrape";

    // The window counts as covered when scrapes that came a little early cover it.
    private const double Covered = 0.9;

    /// <summary>Computes the reading.</summary>
    /// <param name="pods">What was seen of the pods that were asked.</param>
    /// <param name="question">What is asked.</param>
    /// <returns>The reading; null when no pod has two snapshots to compare.</returns>
    public static MetricReading? Read(IReadOnlyList<PodHistory> pods, ScrapeQuestion question)
    {
        var seen = pods.Select(pod => Seen.Of(pod, question)).OfType<Seen>().ToList();
        if (seen.Count == 0)
            return null;
        return new MetricReading
        {
            LatencySeconds = Latency(seen, question),
            MeanLatencySeconds = Mean(seen, change => change.LatencySum, change => change.LatencyCount),
            MeanQueueSeconds = Mean(seen, change => change.QueueSum, change => change.QueueCount),
            Rate = seen.Sum(pod => Rate(pod.Change, pod.Change.Requests)),
            RecentRate = seen.Sum(pod => Rate(pod.Recent, pod.Recent.Requests)),
            RejectedRate = All(seen.Select(pod => pod.Change.Rejected is { } rejected ? Rate(pod.Change, rejected) : (double?)null)),
            InFlight = All(seen.Select(pod => pod.Newest.InFlight)),
            SampleAge = question.Now - seen.Max(pod => pod.Newest.At),
            ContributingPods = seen.Count,
            Incomplete = Lacks(pods.Count, seen, question),
            LatencyHint = question.LatencyHint,
            Source = Source,
        };
    }

    private static double? Latency(List<Seen> seen, ScrapeQuestion question)
    {
        var quantile = question.Percentile / 100.0;
        var own = seen.SelectMany(pod => pod.Newest.Quantiles).Where(value => Math.Abs(value.Quantile - quantile) < 1e-9).Select(value => value.Seconds).ToList();
        if (own.Count > 0)
            return own.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();
        var buckets = Histogram.Sum(seen.Select(pod => (pod.Change.Buckets, 1 / pod.Change.Over.TotalSeconds)));
        return buckets.IsEmpty ? null : Histogram.Percentile(quantile, buckets);
    }

    private static double? Mean(List<Seen> seen, Func<PodChange, double> sum, Func<PodChange, double> count)
    {
        var observed = seen.Sum(pod => Rate(pod.Change, count(pod.Change)));
        return observed > 0 ? seen.Sum(pod => Rate(pod.Change, sum(pod.Change))) / observed : null;
    }

    private static double Rate(PodChange change, double count) => count / change.Over.TotalSeconds;

    private static double? All(IEnumerable<double?> values) => values.Aggregate((double?)0, (sum, value) => sum + value);

    // Missing history is missing data: until the window is covered, a quiet stretch may be chance.
    private static string? Lacks(int asked, List<Seen> seen, ScrapeQuestion question)
    {
        if (asked < question.ReadyPods)
            return string.Create(CultureInfo.InvariantCulture, $"{Source} asked {asked} of {question.ReadyPods} ready pods");
        var covered = seen.Max(pod => pod.Change.Over);
        return covered < question.Window * Covered ? $"{Source} covers {Numbers.Duration(covered)} of {Numbers.Duration(question.Window)}" : null;
    }

    private sealed record Seen(PodSnapshot Newest, PodChange Change, PodChange Recent)
    {
        public static Seen? Of(PodHistory pod, ScrapeQuestion question) =>
            pod.Newest is { } newest && newest.At >= question.Since && pod.Change(question.Window) is { } change && pod.NewestChange(question.Window) is { } recent
                ? new Seen(newest, change, recent)
                : null;
    }
}
