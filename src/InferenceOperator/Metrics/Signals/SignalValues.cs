using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>What was read for one model, unjudged: values may be NaN, infinite or negative.</summary>
internal sealed record SignalValues
{
    /// <summary>Why something could not be read; null when every query was answered with at most one value.</summary>
    public QueryError? Error { get; init; }

    /// <summary>The objective percentile of latency in seconds; null when no series has it.</summary>
    public double? LatencySeconds { get; init; }

    /// <summary>The mean request latency over the same range, in seconds; finite; null when it is not known.</summary>
    public double? MeanLatencySeconds { get; init; }

    /// <summary>The mean time that requests waited for their turn, in seconds; finite; null when it is not known.</summary>
    public double? MeanQueueSeconds { get; init; }

    /// <summary>Requests per second that arrive; null when no series has it.</summary>
    public double? RequestRate { get; init; }

    /// <summary>The same over the shortest range that holds two samples; finite; null when it is not known.</summary>
    public double? RecentRate { get; init; }

    /// <summary>Requests per second that are turned away because a queue is full; null when no series has it.</summary>
    public double? RejectedRate { get; init; }

    /// <summary>Requests in flight; null when no series has it.</summary>
    public double? InFlight { get; init; }

    /// <summary>Age of the newest sample; null when there is none.</summary>
    public TimeSpan? SampleAge { get; init; }

    /// <summary>Ready pods with a fresh sample; null when the queries do not tell pods apart.</summary>
    public int? ContributingPods { get; init; }

    /// <summary>A warning of Prometheus: the answers may lack something, for instance what a remote store did not give; null when there is none.</summary>
    public string? Warning { get; init; }

    /// <summary>Where to find a latency that has no series; null where nothing is known of that.</summary>
    public string? LatencyHint { get; init; }

    /// <summary>Where the values come from, in words; null: Prometheus.</summary>
    public string? Source { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int ReadyPods { get; init; }
}
