using System.Net;
using InferenceOperator.LocalClusters.Nodes;
using InferenceOperator.LocalClusters.RealNodes;

namespace InferenceOperator.LocalClusters;

/// <summary>What a local cluster consists of. The default is a bare control plane.</summary>
public sealed record ClusterOptions
{
    /// <summary>Nodes on paper: they stay Ready and play the kubelet for the pods bound to them.</summary>
    public IReadOnlyList<FakeNodeGroup> FakeNodes { get; init; } = [];

    /// <summary>A node whose containers really run: one for each machine, as root. Null: none.</summary>
    public RealNodeOptions? RealNode { get; init; }

    /// <summary>Where the API server listens; pods of a real node need an address they can reach.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    public IReadOnlyList<string> ApiServerArguments { get; init; } = [];

    public IReadOnlyList<string> ControllerManagerArguments { get; init; } = [];

    public IReadOnlyList<string> SchedulerArguments { get; init; } = [];
}
