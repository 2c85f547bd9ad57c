using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What the operator counts in a pool.</summary>
public sealed class GpuPoolStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>GPUs of all products together.</summary>
    public GpuCounts? Total { get; set; }

    /// <summary>GPUs by product.</summary>
    [ListMap("product")]
    public List<GpuUsage>? Gpus { get; set; }

    /// <summary>
    /// GPU-seconds that preemptions wasted within the last hour; of stops that are under way, what they lose at most. Counted where
    /// training.maxWastedGpuSecondsPerHour is set.
    /// </summary>
    public long? WastedGpuSeconds { get; set; }

    /// <summary>Ready, Reconciling, Stalled, and ReclaimLimited where training.maxWastedGpuSecondsPerHour is set.</summary>
    [ListMap("type")]
    public List<V1Condition>? Conditions { get; set; }
}
