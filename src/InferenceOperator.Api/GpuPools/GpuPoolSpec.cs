using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>The nodes of a pool and its rules.</summary>
public sealed class GpuPoolSpec
{
    /// <summary>Labels of the nodes in the pool. Empty: every node with GPUs.</summary>
    [MaxLength(32)]
    public Dictionary<string, string>? NodeSelector { get; set; }

    /// <summary>What is kept for inference.</summary>
    public PoolInferenceSpec Inference { get; set; } = new();

    /// <summary>What training may use and lose.</summary>
    public PoolTrainingSpec Training { get; set; } = new();

    /// <summary>How GPUs are taken and given back.</summary>
    public PoolReclaimSpec Reclaim { get; set; } = new();
}
