namespace InferenceOperator.Api;

/// <summary>What one preemption lost in one pool.</summary>
public sealed class LossStatus
{
    /// <summary>When that was known: all workers had ended.</summary>
    public DateTime? Time { get; set; }

    /// <summary>The GpuPool whose GPUs had done the work; default or unassigned where there is none.</summary>
    public string? Pool { get; set; }

    /// <summary>GPU-seconds, a part of lostGpuSeconds.</summary>
    public long GpuSeconds { get; set; }
}
