namespace InferenceOperator.Core.Scaling;

/// <summary>What was measured of one model at one moment.</summary>
public sealed record MetricReading
{
    /// <summary>The share of rejected requests above which a model is overloaded, whatever the latency of the others.</summary>
    public const double TolerableRejections = 0.01;

    /// <summary>The objective percentile of request latency, in seconds; null: no series; NaN as the source gave it.</summary>
    public double? LatencySeconds { get; init; }

    /// <summary>The mean request latency over the same stretch of time, in seconds; null: not known.</summary>
    public double? MeanLatencySeconds { get; init; }

    /// <summary>The mean time that requests waited before they were worked on, in seconds; null: not known.</summary>
    public double? MeanQueueSeconds { get; init; }

    /// <summary>Requests a second that ended, rejected ones included; null: no series.</summary>
    public double? Rate { get; init; }

    /// <summary>The same over the shortest stretch of time that the source can tell, for a fast reaction; null: not known.</summary>
    public double? RecentRate { get; init; }

    /// <summary>Requests a second that were turned away because the queue was full; null: not known.</summary>
    public double? RejectedRate { get; init; }

    /// <summary>Requests in flight; null: not known.</summary>
    public double? InFlight { get; init; }

    /// <summary>Age of the newest sample; null: not known.</summary>
    public TimeSpan? SampleAge { get; init; }

    /// <summary>Pods whose samples are in the numbers; null: not known.</summary>
    public int? ContributingPods { get; init; }

    /// <summary>What the numbers lack, as their source says; null when it says nothing.</summary>
    public string? Incomplete { get; init; }

    /// <summary>Where to find a latency that has no series; null where nothing is known of that.</summary>
    public string? LatencyHint { get; init; }

    /// <summary>Where the numbers come from, in words; null: Prometheus.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// How many requests the model's front has counted so far, as it says itself; null: it says nothing. Any change means that somebody asks,
    /// also while no replica runs.
    /// </summary>
    public long? FrontRequests { get; init; }

    /// <summary>Why there are no numbers.</summary>
    public ReadingError Error { get; init; }

    /// <summary>What went wrong, in words; null when nothing did.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The share of requests that were rejected, from 0 to 1; 0 where nothing is known of any.</summary>
    public double RejectedShare => RejectedRate is { } rejected && Rate is { } rate && double.IsFinite(rejected) && double.IsFinite(rate) && rejected > 0
        ? rejected / Math.Max(rate, rejected)
        : 0;

    /// <summary>More is rejected than a healthy model rejects.</summary>
    public bool IsRejecting => RejectedShare > TolerableRejections;
}
