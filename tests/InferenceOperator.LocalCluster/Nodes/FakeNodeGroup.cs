namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>Nodes of one kind, named <c>NAME-0</c>, <c>NAME-1</c>, ...</summary>
public sealed record FakeNodeGroup(string Name, int Count)
{
    /// <summary>Extended resources of each node, for instance <c>nvidia.com/gpu</c>: 8 or <c>nvidia.com/mig-1g.10gb</c>: 7.</summary>
    public IReadOnlyDictionary<string, int> Devices { get; init; } = new Dictionary<string, int>();

    /// <summary>Labels of each node, on top of the host name, operating system and architecture.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<FakeTaint> Taints { get; init; } = [];

    public string Cpu { get; init; } = "96";

    public string Memory { get; init; } = "1024Gi";

    public int Pods { get; init; } = 110;

    /// <summary>Nodes with whole GPUs, labelled as GPU feature discovery labels them.</summary>
    /// <param name="name">The prefix of the nodes' names.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="gpusPerNode">GPUs of each node.</param>
    /// <param name="product">For instance <c>NVIDIA-H100-80GB-HBM3</c>.</param>
    /// <param name="memoryMiB">Memory of one GPU in MiB.</param>
    public static FakeNodeGroup WithGpus(
        string name, int count, int gpusPerNode, string product = "NVIDIA-H100-80GB-HBM3", int memoryMiB = 81559) =>
        new(name, count)
        {
            Devices = new Dictionary<string, int> { ["nvidia.com/gpu"] = gpusPerNode },
            Labels = new Dictionary<string, string>
            {
                ["nvidia.com/gpu.present"] = "true",
                ["nvidia.com/gpu.product"] = product,
                ["nvidia.com/gpu.memory"] = FormattableString.Invariant($"{memoryMiB}"),
                ["nvidia.com/gpu.count"] = FormattableString.Invariant($"{gpusPerNode}"),
            },
        };
}
