using InferenceOperator.LocalClusters.Images;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>What the real node looks like to the cluster.</summary>
public sealed record RealNodeOptions
{
    public string Name { get; init; } = "real-0";

    /// <summary>How many GPUs the device plugin advertises as <c>nvidia.com/gpu</c>.</summary>
    public int Gpus { get; init; } = 4;

    /// <summary>As GPU feature discovery names it.</summary>
    public string GpuProduct { get; init; } = "NVIDIA-H100-80GB-HBM3";

    /// <summary>Memory of one GPU, in MiB.</summary>
    public int GpuMemory { get; init; } = 81559;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What the node can run: names of <see cref="ImageCatalog"/>. The sandbox's image comes by itself.</summary>
    public IReadOnlyList<string> Images { get; init; } = [ImageCatalog.Busybox];

    /// <summary>The labels that GPU feature discovery would set, and <see cref="Labels"/>.</summary>
    internal IEnumerable<KeyValuePair<string, string>> AllLabels => Gpus == 0 ? Labels : new Dictionary<string, string>
    {
        ["nvidia.com/gpu.present"] = "true",
        ["nvidia.com/gpu.product"] = GpuProduct,
        ["nvidia.com/gpu.memory"] = $"{GpuMemory}",
        ["nvidia.com/gpu.count"] = $"{Gpus}",
    }.Concat(Labels);
}
