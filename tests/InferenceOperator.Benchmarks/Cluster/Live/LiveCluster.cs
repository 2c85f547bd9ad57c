using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.IntegrationTests;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Nodes;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics.Scraping;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusOptions = InferenceOperator.LocalClusters.Prometheus.PrometheusOptions;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>A real control plane with fake nodes, a real Prometheus that scrapes every five seconds, and the operator in this process with its default settings.</summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    /// <summary>The objective of every model, seconds.</summary>
    public const double TargetSeconds = 0.1;

    private readonly LocalCluster _cluster;
    private readonly Stack<IAsyncDisposable> _parts = new();

    private LiveCluster(LocalCluster cluster)
    {
        _cluster = cluster;
        _parts.Push(cluster);
    }

    /// <summary>The namespace of everything.</summary>
    public string Namespace { get; } = "bench";

    /// <summary>Prometheus.</summary>
    public LocalPrometheus Prometheus { get; private set; } = null!;

    /// <summary>The models' servers.</summary>
    public LiveFleet Fleet { get; private set; } = null!;

    /// <summary>The changes of replicas.</summary>
    public ReplicaLog Replicas { get; private set; } = null!;

    /// <summary>The operator's services.</summary>
    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>Starts all of it.</summary>
    public static async Task<LiveCluster> StartAsync(CancellationToken cancellationToken)
    {
        var live = new LiveCluster(await LocalCluster.StartAsync(new ClusterOptions { FakeNodes = [new FakeNodeGroup("node", 4)] }, new ConsoleProgress(), cancellationToken));
        try
        {
            await live.StartPartsAsync(cancellationToken);
            return live;
        }
        catch
        {
            await live.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a model, and waits for nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minReplicas">Replicas to begin with, and the fewest.</param>
    /// <returns>Its servers.</returns>
    public async Task<LiveModel> ModelAsync(string name, int minReplicas = 1)
    {
        await _cluster.Client.CreateAsync(Samples.Model(Namespace, name, Namespace, spec =>
            spec.Scaling = new ScalingSpec { MinReplicas = minReplicas, MaxReplicas = 20, Latency = new LatencyObjective { Target = $"{TargetSeconds * 1000:0}ms" } }));
        return Fleet.Add(name, TargetSeconds);
    }

    /// <summary>Lets a model have a single replica.</summary>
    public Task LowerMinimumAsync(LiveModel model) => _cluster.Client.MergeSpecAsync<ModelDeployment>(
        Namespace, model.Name, new JsonObject { ["scaling"] = new JsonObject { ["minReplicas"] = 1 } });

    /// <summary>Deletes a model.</summary>
    public Task DeleteAsync(LiveModel model) => _cluster.Client.DeleteAsync<ModelDeployment>(Namespace, model.Name);

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            if (part is WebApplication app)
                await app.StopAsync();
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        await ClusterSetUp.InstallAsync(_cluster.Client);
        await _cluster.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Namespace } }, cancellationToken: cancellationToken);
        await _cluster.WaitUntilPodsAreTakenAsync(Namespace, cancellationToken);
        await Samples.RuntimeAsync(_cluster.Client, Namespace);
        _parts.Push(Prometheus = await LocalPrometheus.StartAsync(new PrometheusOptions { ScrapeInterval = TimeSpan.FromSeconds(5) }, cancellationToken: cancellationToken));
        _parts.Push(Fleet = new LiveFleet(_cluster.Client, Prometheus, Namespace));
        _parts.Push(Replicas = new ReplicaLog(_cluster.Client, Namespace));
        var app = OperatorHost.Build(
            options => (options.Kubeconfig, options.Namespace, options.LeaderElect, options.MetricsPort, options.PrometheusUrl) = (_cluster.Kubeconfig, Namespace, false, 0, Prometheus.Address),
            services: services => services.AddSingleton<IPodAddresses>(Fleet).AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddFilter(null, LogLevel.Error)));
        _parts.Push(app);
        await app.StartAsync(cancellationToken);
        Services = app.Services;
    }
}
