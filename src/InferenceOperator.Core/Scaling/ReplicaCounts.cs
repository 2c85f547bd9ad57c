namespace InferenceOperator.Core.Scaling;

/// <summary>The replicas of a model now.</summary>
/// <param name="Current">Asked for by the last decision (the Deployment's, or the last desired).</param>
/// <param name="Ready">Serving.</param>
public readonly record struct ReplicaCounts(int Current, int Ready)
{
    /// <summary>Those that have a place in the capacity plan; fewer than <see cref="Current"/> while GPUs are short.</summary>
    public int Placed { get; init; } = Current;

    /// <summary>How long GPUs for one more replica will be on their way, by the capacity plan; zero where some are free, or none can be taken.</summary>
    public TimeSpan ReclaimTime { get; init; }
}
