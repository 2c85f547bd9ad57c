namespace InferenceOperator.Core.Simulation;

/// <summary>What a rule achieved in a case.</summary>
public sealed record SimulationResult
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Share of requests answered within the objective, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>GPU-hours from order to end of every replica.</summary>
    public double GpuHours { get; init; }

    /// <summary>How often the number of replicas changed.</summary>
    public int Changes { get; init; }

    /// <summary>Changes up that followed a change down, or the other way round, within ten minutes.</summary>
    public int Oscillations { get; init; }

    /// <summary>The longest time in which the objective's percentile was broken, seconds.</summary>
    public double LongestViolationSeconds { get; init; }

    /// <summary>Replicas asked for and serving over time, for plots.</summary>
    public IReadOnlyList<ReplicaSample> Replicas { get; init; } = [];

    /// <summary>Share within the objective by slice of ten seconds, for plots.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [];

    /// <summary>Requests a second by slice of ten seconds, for plots.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [];
}
