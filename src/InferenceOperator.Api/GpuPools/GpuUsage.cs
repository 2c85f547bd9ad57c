using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>How the GPUs of one product are used.</summary>
public sealed class GpuUsage : GpuCounts
{
    /// <summary>The product, as nvidia.com/gpu.product names it (MIG devices with their profile).</summary>
    [Required]
    public string Product { get; set; } = "";
}
