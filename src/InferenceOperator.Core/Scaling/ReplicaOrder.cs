namespace InferenceOperator.Core.Scaling;

/// <summary>Replicas that were ordered.</summary>
/// <param name="At">When.</param>
/// <param name="Replicas">How many are to serve when they have come.</param>
public readonly record struct ReplicaOrder(DateTimeOffset At, int Replicas);
