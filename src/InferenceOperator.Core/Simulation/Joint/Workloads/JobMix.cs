namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>What training jobs are made up of.</summary>
public sealed record JobMix
{
    /// <summary>Same seed, same jobs.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>GPU-seconds of all jobs together.</summary>
    public required double GpuSeconds { get; init; }

    /// <summary>They are submitted from the start until here, seconds.</summary>
    public required double SubmittedUntil { get; init; }

    /// <summary>Share of jobs with several workers that can run with half of them, 0 to 1.</summary>
    public double Elastic { get; init; } = 0.5;

    /// <summary>No gang is larger.</summary>
    public int MostWorkers { get; init; } = 16;

    /// <summary>The median of their durations, seconds.</summary>
    public double MedianSeconds { get; init; } = 2400;
}
