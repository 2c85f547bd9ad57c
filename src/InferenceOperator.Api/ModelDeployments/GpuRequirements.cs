using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>The GPUs that one replica needs.</summary>
public sealed class GpuRequirements
{
    /// <summary>GPUs (or MIG devices) per replica; 0 runs on the CPU only.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Acceptable GPU products, as the node label nvidia.com/gpu.product names them. Empty: any.</summary>
    public List<string>? Products { get; set; }

    /// <summary>Least memory of one GPU, compared with the node label nvidia.com/gpu.memory (MiB).</summary>
    public ResourceQuantity? MinMemory { get; set; }

    /// <summary>A MIG profile such as 1g.10gb: asks for nvidia.com/mig-1g.10gb devices instead of whole GPUs.</summary>
    public string? Mig { get; set; }

    /// <summary>Cpu: run on CPU nodes when no node of the cluster could ever fit. None: wait.</summary>
    public string Fallback { get; set; } = GpuFallbacks.None;
}
