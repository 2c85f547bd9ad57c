namespace InferenceOperator.Core.Simulation;

/// <summary>A case: a model with an objective, a service and a start-up time under a trace.</summary>
public sealed record SimulationSetting
{
    /// <summary>The requests.</summary>
    public required Trace Trace { get; init; }

    /// <summary>How fast a replica is.</summary>
    public required ServiceProfile Profile { get; init; }

    /// <summary>The objective, seconds.</summary>
    public required double TargetSeconds { get; init; }

    /// <summary>The objective's percentile.</summary>
    public double Percentile { get; init; } = 95;

    /// <summary>From the order of a replica to its first request, seconds.</summary>
    public double StartupSeconds { get; init; } = 40;

    /// <summary>Never fewer.</summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>Never more.</summary>
    public int MaxReplicas { get; init; } = 40;

    /// <summary>Replicas that serve at the start.</summary>
    public int InitialReplicas { get; init; } = 1;

    /// <summary>How often metrics are scraped, seconds.</summary>
    public double ScrapeSeconds { get; init; } = 5;

    /// <summary>Share, GPU-hours and oscillations count from here, seconds.</summary>
    public double CountFrom { get; init; }

    /// <summary>Seed of routing and of the work of requests.</summary>
    public ulong Seed { get; init; } = 1;
}
