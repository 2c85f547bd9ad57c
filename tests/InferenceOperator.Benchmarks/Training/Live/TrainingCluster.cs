using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.IntegrationTests;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Benchmarks.Training.Live;

/// <summary>
/// A real control plane with fake nodes of eight GPUs. Every component has its default settings but one: kube-controller-manager, which makes
/// the pods of Deployments in both cases alike, may send <see cref="ControllerQueriesPerSecond"/> requests a second.
/// </summary>
internal sealed class TrainingCluster : IAsyncDisposable
{
    /// <summary>GPUs of a node.</summary>
    public const int GpusPerNode = 8;

    /// <summary>By default 20: a Deployment's 250 pods alone would take longer than what is to be measured.</summary>
    private const int ControllerQueriesPerSecond = 400;

    private readonly LocalCluster _cluster;
    private WebApplication? _operator;

    private TrainingCluster(LocalCluster cluster, int nodes) => (_cluster, Gpus, Pods) = (cluster, nodes * GpusPerNode, new PodLog(cluster.CreateClient(), Namespace));

    /// <summary>The namespace of everything.</summary>
    public static string Namespace => "bench";

    /// <summary>A client of the benchmark's own.</summary>
    public IKubernetes Client => _cluster.Client;

    /// <summary>All GPUs.</summary>
    public int Gpus { get; }

    /// <summary>The pods as they come and go.</summary>
    public PodLog Pods { get; }

    /// <summary>Starts it, without the operator.</summary>
    public static async Task<TrainingCluster> StartAsync(int nodes, CancellationToken cancellationToken)
    {
        var options = new ClusterOptions
        {
            FakeNodes = [FakeNodeGroup.WithGpus("node", nodes, GpusPerNode)],
            ControllerManagerArguments = [$"--kube-api-qps={ControllerQueriesPerSecond}", $"--kube-api-burst={2 * ControllerQueriesPerSecond}"],
        };
        var cluster = await LocalCluster.StartAsync(options, new ConsoleProgress(), cancellationToken);
        try
        {
            await ClusterSetUp.InstallAsync(cluster.Client);
            await cluster.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Namespace } }, cancellationToken: cancellationToken);
            await cluster.WaitUntilPodsAreTakenAsync(Namespace, cancellationToken);
            return new TrainingCluster(cluster, nodes);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the operator with its defaults.</summary>
    public async Task StartOperatorAsync(CancellationToken cancellationToken)
    {
        await Samples.RuntimeAsync(Client, Namespace);
        await Client.CreateAsync(new GpuPool
        {
            Metadata = new V1ObjectMeta { Name = "all" }, Spec = new GpuPoolSpec { Training = new PoolTrainingSpec { MinRuntime = "0s" } },
        });
        _operator = OperatorHost.Build(
            options => (options.Kubeconfig, options.Namespace, options.LeaderElect, options.MetricsPort) = (_cluster.Kubeconfig, Namespace, false, 0),
            services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddFilter(null, LogLevel.Error)));
        await _operator.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Waits until the status of every TrainingJob says that it runs. Until then it has nothing to lose, and a large gang would be taken first.
    /// </summary>
    public async Task UntilJobsRunAsync(ConsoleProgress progress, CancellationToken cancellationToken)
    {
        if (_operator is null)
            return;
        while (!await AllRunAsync(cancellationToken))
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        progress.Report("all jobs run by their own account");
    }

    private async Task<bool> AllRunAsync(CancellationToken cancellationToken)
    {
        var list = await Client.CustomObjects.ListNamespacedCustomObjectAsync(ApiGroup.Name, ApiGroup.Version, Namespace, TrainingJob.Plural, cancellationToken: cancellationToken);
        return JsonNode.Parse(KubernetesJson.Serialize(list))!["items"]!.AsArray().All(job => job!["status"]?["startTime"] is not null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_operator is not null)
        {
            await _operator.StopAsync();
            await _operator.DisposeAsync();
        }

        await Pods.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
