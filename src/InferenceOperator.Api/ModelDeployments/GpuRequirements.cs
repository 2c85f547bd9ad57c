using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>The GPUs that one replica needs.</summary>
[Rule("self.count > 0 || !(has(self.products) && self.products.size() > 0 || has(self.minMemory) || has(self.mig))", RuleMessages.GpuRequirementsWithoutGpu)]
[Rule("self.count > 0 || self.fallback != 'Cpu'", RuleMessages.FallbackWithoutGpu)]
public sealed class GpuRequirements
{
    /// <summary>GPUs (or MIG devices) per replica; 0 runs on the CPU only.</summary>
    [Range(0, 64)]
    public int Count { get; set; } = 1;

    /// <summary>Acceptable GPU products, as the node label nvidia.com/gpu.product names them. Empty: any.</summary>
    [ListSet, MaxLength(32), ItemLength(63)]
    public List<string>? Products { get; set; }

    /// <summary>Least memory of one GPU, compared with the node label nvidia.com/gpu.memory (MiB).</summary>
    public ResourceQuantity? MinMemory { get; set; }

    /// <summary>A MIG profile such as 1g.10gb: `count` devices nvidia.com/mig-1g.10gb instead of whole GPUs. `products` and `minMemory` then choose the GPUs they are cut from.</summary>
    [StringLength(32)]
    [Rule($"self.matches('{RulePatterns.MigProfile}')", RuleMessages.MigProfile)]
    public string? Mig { get; set; }

    /// <summary>Cpu: run on CPU nodes when no node of the cluster could ever fit. None: wait.</summary>
    [AllowedValues(GpuFallbacks.None, GpuFallbacks.Cpu)]
    public string Fallback { get; set; } = GpuFallbacks.None;
}
