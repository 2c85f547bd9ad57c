namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>What is asked of the pods of one model.</summary>
/// <param name="Percentile">The objective's, 50 to 99.</param>
/// <param name="Window">The stretch of time that rates and percentiles speak of.</param>
/// <param name="Now">The time, on the clock of the snapshots.</param>
/// <param name="Since">Pods whose newest snapshot is older are missing.</param>
/// <param name="ReadyPods">Pods that are ready, those that were not asked included.</param>
public sealed record ScrapeQuestion(int Percentile, TimeSpan Window, TimeSpan Now, TimeSpan Since, int ReadyPods)
{
    /// <summary>Which percentiles the server has and how to get others; null where all are there.</summary>
    public string? LatencyHint { get; init; }
}
