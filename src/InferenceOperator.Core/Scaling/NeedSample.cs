namespace InferenceOperator.Core.Scaling;

/// <summary>Replicas needed at a time.</summary>
/// <param name="At">When.</param>
/// <param name="Replicas">How many.</param>
public readonly record struct NeedSample(DateTimeOffset At, int Replicas);
