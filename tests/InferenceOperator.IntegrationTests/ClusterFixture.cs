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
        // Aggregated APIs of tests listen on loopback: only a Service's external name leads there, which routing by endpoints does not know.
        ApiServerArguments = ["--enable-aggregator-routing=false"],
        ControllerManagerArguments = ["--horizontal-pod-autoscaler-sync-period=1s"],
    };

    public LocalCluster Cluster { get; private set; } = null!;

    /// <summary>A client with all rights.</summary>
    public IKubernetes Client => Cluster.Client;

    /// <summary>Kills and revives nodes, sets pods' statuses by hand.</summary>
    public FakeNodes Nodes => Cluster.FakeNodes;

    public async Task InitializeAsync() => Cluster = await LocalCluster.StartAsync(Options, new ConsoleProgress());

    // Null when it could not be started, which is then the failure to see.
    public async Task DisposeAsync() => await (Cluster?.DisposeAsync() ?? ValueTask.CompletedTask);

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

    /// <summary>Makes nodes whose GPUs no other test asks for, so that what others hold does not count. They stay until the cluster goes.</summary>
    /// <param name="count">Nodes.</param>
    /// <param name="gpus">GPUs of each.</param>
    /// <returns>The product of their GPUs, which their names begin with.</returns>
    public async Task<string> OwnNodesAsync(int count, int gpus)
    {
        var product = NewProduct();
        await Nodes.AddAsync(FakeNodeGroup.WithGpus(product, count, gpus, product, 81559));
        return product;
    }

    /// <summary>Makes two nodes with four GPUs of one product that no other test asks for: one's GPUs have less memory than the other's.</summary>
    /// <param name="smallMiB">Memory of a GPU of the node <c>PRODUCT-small-0</c> in MiB.</param>
    /// <param name="largeMiB">Memory of a GPU of the node <c>PRODUCT-large-0</c> in MiB.</param>
    /// <returns>The product of their GPUs, which their names begin with.</returns>
    public async Task<string> OwnNodesOfTwoSizesAsync(int smallMiB, int largeMiB)
    {
        var product = NewProduct();
        await Nodes.AddAsync(FakeNodeGroup.WithGpus($"{product}-small", 1, 4, product, smallMiB));
        await Nodes.AddAsync(FakeNodeGroup.WithGpus($"{product}-large", 1, 4, product, largeMiB));
        return product;
    }

    private static string NewProduct() => $"gpu-{Guid.NewGuid():N}"[..12];
}
