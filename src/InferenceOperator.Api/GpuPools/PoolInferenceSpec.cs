namespace InferenceOperator.Api;

/// <summary>What is kept for inference.</summary>
public sealed class PoolInferenceSpec
{
    /// <summary>GPUs kept free or reclaimable from training at once.</summary>
    public int Reserve { get; set; }
}
