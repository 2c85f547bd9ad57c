namespace InferenceOperator.Core.Model;

/// <summary>A node as the scheduler sees it.</summary>
public sealed record NodeState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kubelet reports Ready.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>It is not cordoned.</summary>
    public bool Schedulable { get; init; } = true;

    /// <summary>Allocatable GPUs by resource.</summary>
    public IReadOnlyDictionary<string, int> Gpus { get; init; } = new Dictionary<string, int>();

    /// <summary>The GPU product, label nvidia.com/gpu.product.</summary>
    public string? Product { get; init; }

    /// <summary>Memory of one GPU in MiB, label nvidia.com/gpu.memory.</summary>
    public long? MemoryMiB { get; init; }

    /// <summary>All labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>All taints.</summary>
    public IReadOnlyList<NodeTaint> Taints { get; init; } = [];
}
