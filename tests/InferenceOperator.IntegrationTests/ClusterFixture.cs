using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests;

/// <summary>One real control plane with fake GPU nodes for all tests of this assembly; each test takes a namespace of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>8 GPUs each, two nodes.</summary>
    public const string LargeProduct = "NVIDIA-H100-80GB-HBM3";

    /// <summary>4 GPUs each, two nodes.</summary>
    public const string SmallProduct = "NVIDIA-A10";

    private static readonly ClusterOptions Options = new()
    {
        FakeNodes =
        [
            FakeNodeGroup.WithGpus("large", 2, 8, LargeProduct, 81559),
            FakeNodeGroup.WithGpus("small", 2, 4, SmallProduct, 23028),
        ],
    };

    public LocalCluster Cluster { get; private set; } = null!;

    /// <summary>A client with all rights.</summary>
    public IKubernetes Client => Cluster.Client;

    /// <summary>Kills and revives nodes, sets pods' statuses by hand.</summary>
    public FakeNodes Nodes => Cluster.FakeNodes;

    public async Task InitializeAsync() => Cluster = await LocalCluster.StartAsync(Options, new ConsoleProgress());

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    /// <summary>Makes a namespace with a name that no other test has.</summary>
    /// <param name="prefix">Shows which test it belongs to.</param>
    /// <param name="labels">Labels of the namespace.</param>
    public async Task<string> NewNamespaceAsync(string prefix = "test", IDictionary<string, string>? labels = null)
    {
        var name = $"{prefix}-{Guid.NewGuid():N}"[..(prefix.Length + 9)];
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name, Labels = labels } });
        await Cluster.WaitUntilPodsAreTakenAsync(name);
        return name;
    }
}
