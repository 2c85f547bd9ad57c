namespace InferenceOperator.Core.Model;

/// <summary>What one pod (a replica of a model, a training worker) asks of a node.</summary>
public sealed record GpuAsk
{
    /// <summary>GPUs or MIG devices; 0 needs none.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The resource, such as <c>nvidia.com/gpu</c> or <c>nvidia.com/mig-1g.10gb</c>.</summary>
    public string Resource { get; init; } = GpuResources.WholeGpu;

    /// <summary>Acceptable products; empty: any.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Least memory of one GPU, in MiB; null: any.</summary>
    public long? MinMemoryMiB { get; init; }

    /// <summary>Node labels that are required.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Taints that are tolerated.</summary>
    public IReadOnlyList<PodToleration> Tolerations { get; init; } = [];

    /// <summary>The ask in words: <c>2 × NVIDIA-H100-80GB-HBM3</c>.</summary>
    /// <returns>The text.</returns>
    public string Describe()
    {
        var what = Resource != GpuResources.WholeGpu ? Resource : Products.Count == 0 ? "GPU" : string.Join(" or ", Products);
        var memory = MinMemoryMiB is { } mebibytes ? $" with {mebibytes} MiB" : "";
        return $"{Count} × {what}{memory}";
    }
}
