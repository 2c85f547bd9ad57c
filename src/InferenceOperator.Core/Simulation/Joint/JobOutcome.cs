namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>What became of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="FinishedSeconds">When it was done, seconds from the start; null: it was not.</param>
/// <param name="Starts">How often its gang started.</param>
/// <param name="Preemptions">How often GPUs were taken from it.</param>
/// <param name="LostGpuSeconds">GPU-seconds that it held for nothing.</param>
/// <param name="Stretches">When it held GPUs.</param>
public sealed record JobOutcome(
    ReplayedJob Job, double? FinishedSeconds, int Starts, int Preemptions, double LostGpuSeconds, IReadOnlyList<JobStretch> Stretches);
