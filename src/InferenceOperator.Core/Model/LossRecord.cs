namespace InferenceOperator.Core.Model;

/// <summary>What one preemption lost in one pool.</summary>
/// <param name="At">When that was known.</param>
/// <param name="Pool">The pool whose GPUs had done the work.</param>
/// <param name="GpuSeconds">The loss, as <c>status.lostGpuSeconds</c> counts it.</param>
public sealed record LossRecord(DateTimeOffset At, string Pool, double GpuSeconds);
