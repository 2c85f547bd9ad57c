using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>What is kept for inference.</summary>
public sealed class PoolInferenceSpec
{
    /// <summary>GPUs kept free or reclaimable from training at once.</summary>
    [Range(0, int.MaxValue)]
    public int Reserve { get; set; }
}
