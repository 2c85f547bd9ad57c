namespace InferenceOperator.Core.Simulation;

/// <summary>Replicas at one moment of a simulation.</summary>
/// <param name="At">Seconds from the start.</param>
/// <param name="Wanted">Asked for.</param>
/// <param name="Ready">Serving.</param>
/// <param name="LatencySeconds">The objective's percentile over the last 30 s; NaN when nothing ended.</param>
/// <param name="Reason">Why, where the rule says it.</param>
public readonly record struct ReplicaSample(double At, int Wanted, int Ready, double LatencySeconds, string? Reason);
