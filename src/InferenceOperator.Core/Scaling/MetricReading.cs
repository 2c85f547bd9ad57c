namespace InferenceOperator.Core.Scaling;

/// <summary>What was measured of one model at one moment.</summary>
public sealed record MetricReading
{
    /// <summary>The objective percentile of request latency, in seconds; null: no series; NaN as the source gave it.</summary>
    public double? LatencySeconds { get; init; }

    /// <summary>Requests a second; null: no series.</summary>
    public double? Rate { get; init; }

    /// <summary>Requests in flight; null: not known.</summary>
    public double? InFlight { get; init; }

    /// <summary>Age of the newest sample; null: not known.</summary>
    public TimeSpan? SampleAge { get; init; }

    /// <summary>Pods whose samples are in the numbers; null: not known.</summary>
    public int? ContributingPods { get; init; }

    /// <summary>Why there are no numbers.</summary>
    public ReadingError Error { get; init; }

    /// <summary>What went wrong, in words; null when nothing did.</summary>
    public string? ErrorMessage { get; init; }
}
