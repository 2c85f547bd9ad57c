using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Scaling;

/// <summary>The newest scaling decision of a model and what it was based on.</summary>
/// <param name="Decision">The decision; its state goes into the next one.</param>
/// <param name="Reading">What was measured; null when nothing was.</param>
/// <param name="At">When.</param>
internal sealed record ScalingEntry(ScalingDecision Decision, MetricReading? Reading, DateTimeOffset At);
