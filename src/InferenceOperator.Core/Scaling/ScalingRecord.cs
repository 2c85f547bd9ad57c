namespace InferenceOperator.Core.Scaling;

/// <summary>One change of the past.</summary>
/// <param name="At">When.</param>
/// <param name="From">Replicas before.</param>
/// <param name="To">Replicas after.</param>
/// <param name="Reason">Why.</param>
public sealed record ScalingRecord(DateTimeOffset At, int From, int To, string Reason);
