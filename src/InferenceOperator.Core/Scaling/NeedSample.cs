namespace InferenceOperator.Core.Scaling;

/// <summary>The load that replicas were needed for at a time. A load and not a number of replicas: what is learnt later of the service counts for it as well.</summary>
/// <param name="At">When.</param>
/// <param name="Rate">Requests a second, with what clears a backlog.</param>
public readonly record struct NeedSample(DateTimeOffset At, double Rate);
