using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>What one pod said of itself at one moment. Counters count since its server started; one that it does not show yet is 0.</summary>
public sealed record PodSnapshot
{
    /// <summary>When, on a clock that never goes back.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>Names the run of the server: another one after a restart, when counters begin at zero.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>Requests that ended, whatever their outcome.</summary>
    public double Requests { get; init; }

    /// <summary>Those that a full queue turned away; null where the server does not say.</summary>
    public double? Rejected { get; init; }

    /// <summary>Requests being answered or waiting now; null where the server does not say.</summary>
    public double? InFlight { get; init; }

    /// <summary>Seconds that requests took, all together.</summary>
    public double LatencySum { get; init; }

    /// <summary>Requests in <see cref="LatencySum"/>.</summary>
    public double LatencyCount { get; init; }

    /// <summary>Seconds that requests waited, all together.</summary>
    public double QueueSum { get; init; }

    /// <summary>Requests in <see cref="QueueSum"/>.</summary>
    public double QueueCount { get; init; }

    /// <summary>The latency histogram by upper bound, in seconds; empty where the server has none.</summary>
    public ImmutableArray<BucketCount> Buckets { get; init; } = [];

    /// <summary>Percentiles of latency that the server gives itself; empty where it has a histogram.</summary>
    public ImmutableArray<QuantileValue> Quantiles { get; init; } = [];
}
