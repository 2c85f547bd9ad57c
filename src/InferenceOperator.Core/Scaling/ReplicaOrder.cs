namespace InferenceOperator.Core.Scaling;

/// <summary>Replicas that were ordered.</summary>
/// <param name="At">When.</param>
/// <param name="Replicas">How many are to serve when they have come.</param>
public readonly record struct ReplicaOrder(DateTimeOffset At, int Replicas)
{
    /// <summary>
    /// Since when they have GPUs: the time before is the reclaim's, which the capacity plan foresees afresh each time, and the time from here is
    /// what is learnt as their start. So neither counts the other's.
    /// </summary>
    public DateTimeOffset From { get; init; } = At;
}
