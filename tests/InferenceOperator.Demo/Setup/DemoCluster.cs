using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Demo.Ocr;
using InferenceOperator.Demo.Reporting;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Processes;
using k8s;

namespace InferenceOperator.Demo.Setup;

/// <summary>The cluster that the demo runs on: a real node of our own, or the one that <c>KUBECONFIG_UNDER_TEST</c> names.</summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    /// <summary>How often the operator decides, in seconds.</summary>
    public const int IntervalSeconds = 2;

    /// <summary>The window over which it measures latency, in seconds.</summary>
    public const int RateWindowSeconds = 6;

    private const string Lease = "lease.coordination.k8s.io";

    private readonly DemoEnvironment _environment;
    private readonly IAsyncDisposable? _own;
    private readonly PrometheusReader _prometheus;
    private readonly Chart _chart;
    private readonly DemoStorage _storage;

    private DemoCluster(DemoEnvironment environment, IAsyncDisposable? own)
    {
        _environment = environment;
        _own = own;
        _prometheus = new PrometheusReader(environment.PrometheusUrl);
        Assets = new DemoAssets(environment.Models);
        Client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(environment.Kubeconfig));
        _chart = new Chart(environment.Helm, environment.Kubeconfig, Client);
        _storage = new DemoStorage(Client);
    }

    public IKubernetes Client { get; }

    public string Kubeconfig => _environment.Kubeconfig;

    /// <summary>The cluster was started for this run and goes with it.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>A process in the background holds the cluster.</summary>
    private bool IsHeld => StaysUp && !IsGiven;

    private static bool IsGiven => System.Environment.GetEnvironmentVariable("KUBECONFIG_UNDER_TEST") is { Length: > 0 };

    /// <summary>The cluster is left to the user at the end, with the operator installed.</summary>
    public bool StaysUp { get; private init; }

    /// <summary>Finds or starts a cluster and installs the operator with Helm.</summary>
    public static async Task<DemoCluster> StartAsync(bool keep, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var (environment, own) = await EnvironmentAsync(keep, progress, cancellationToken);
        var cluster = new DemoCluster(environment, own) { StaysUp = keep };
        try
        {
            await cluster._storage.CreateAsync(cluster.Assets, environment.Checkpoints, cancellationToken);
            await cluster._chart.InstallAsync(environment.PrometheusUrl, cancellationToken);
            progress.Report("the operator is installed with helm and available");
            return cluster;
        }
        catch (OperationCanceledException)
        {
            await cluster.DisposeAsync();
            if (cluster.IsHeld) await EnvironmentHolder.EndAsync();
            throw;
        }
        catch
        {
            progress.Report(await cluster.DiagnoseAsync(CancellationToken.None));
            await cluster.DisposeAsync();
            if (cluster.IsHeld) progress.Report("the cluster stays up until 'make demo-down'");
            throw;
        }
    }

    public DemoAssets Assets { get; }

    /// <summary>Runs kubectl.</summary>
    /// <exception cref="CommandFailedException">It failed.</exception>
    public async Task<string> KubectlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await TryKubectlAsync(arguments, cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw new DemoFailedException($"kubectl: {result.Error.Trim()}");
    }

    /// <summary>Runs kubectl; any exit code is fine.</summary>
    public Task<CommandResult> TryKubectlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) => CommandRunner.TryRunAsync(
        _environment.Kubectl, ["--kubeconfig", Kubeconfig, .. arguments], cancellationToken: cancellationToken);

    /// <summary>A client of a model through its Service; every request makes its own connection, so that the load spreads over the replicas.</summary>
    public async Task<InferenceClient> ConnectAsync(string model, string inputName, CancellationToken cancellationToken)
    {
        var service = await Client.CoreV1.ReadNamespacedServiceAsync(model, DemoContext.Namespace, cancellationToken: cancellationToken);
        var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
        return new InferenceClient(http, new Uri($"http://{service.Spec.ClusterIP}:{service.Spec.Ports[0].Port}/"), model, inputName);
    }

    /// <summary>What the operator last asked for of the model's Deployment.</summary>
    public async Task<int> ReplicasAsync(string model, CancellationToken cancellationToken)
    {
        var deployments = await Client.AppsV1.ListNamespacedDeploymentAsync(DemoContext.Namespace, labelSelector: $"{Labels.Model}={model}", cancellationToken: cancellationToken);
        return deployments.Items.FirstOrDefault()?.Spec.Replicas ?? 0;
    }

    /// <summary>The model's p95 as Prometheus sees it now.</summary>
    public Task<TimeSpan?> LatencyAsync(string model, CancellationToken cancellationToken) =>
        _prometheus.LatencyAsync(DemoContext.Namespace, model, RateWindowSeconds, cancellationToken);

    /// <summary>The operator's resident memory, from its own metrics.</summary>
    public async Task<double> OperatorMemoryMebibytesAsync(CancellationToken cancellationToken)
    {
        var pods = await Client.CoreV1.ListNamespacedPodAsync(Chart.Namespace, labelSelector: "app.kubernetes.io/name=inference-operator", cancellationToken: cancellationToken);
        var metrics = await KubectlAsync(["get", "--raw", $"/api/v1/namespaces/{Chart.Namespace}/pods/{pods.Items[0].Metadata.Name}:8080/proxy/metrics"], cancellationToken);
        var line = metrics.Split('\n').First(line => line.StartsWith("process_working_set_bytes ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) / (1 << 20);
    }

    /// <summary>Removes the operator and its CRDs as an admin does, and what the demo made beside them.</summary>
    public async Task UninstallAsync(CancellationToken cancellationToken)
    {
        await _chart.UninstallAsync(cancellationToken);
        await KubectlAsync(["delete", "crd", .. Kinds.Select(plural => $"{plural}.{ApiGroup.Name}"), "--timeout=60s"], cancellationToken);
        await KubectlAsync(["delete", Lease, Chart.Release, "--namespace", Chart.Namespace, "--ignore-not-found"], cancellationToken);
        await _storage.DeleteAsync(cancellationToken);
    }

    /// <summary>The objects of the installation that are still there; empty when none is.</summary>
    public async Task<string> RemainsAsync(CancellationToken cancellationToken)
    {
        const string Ours = "app.kubernetes.io/instance=inference-operator";
        var cluster = await KubectlAsync(["get", "clusterroles,clusterrolebindings,priorityclasses", "--selector", Ours, "--output", "name"], cancellationToken);
        var inNamespace = await KubectlAsync(
            ["get", "deployments,pods,services,serviceaccounts,configmaps,roles,rolebindings", "--namespace", Chart.Namespace, "--selector", Ours, "--output", "name"], cancellationToken);
        // The operator made it, not the chart.
        var lease = await KubectlAsync(["get", Lease, Chart.Release, "--namespace", Chart.Namespace, "--ignore-not-found", "--output", "name"], cancellationToken);
        return (cluster + inNamespace + lease).Trim().Replace('\n', ' ');
    }

    /// <summary>What helps to understand a failed step: the objects' state and the operator's last log lines.</summary>
    public async Task<string> DiagnoseAsync(CancellationToken cancellationToken)
    {
        string[][] looks =
        [
            ["get", "modeldeployments,trainingjobs,pods", "--namespace", DemoContext.Namespace, "--output", "wide"],
            ["get", "modeldeployments,trainingjobs", "--namespace", DemoContext.Namespace, "--output", "jsonpath={range .items[*]}{.kind}/{.metadata.name}: {.status}{\"\\n\"}{end}"],
            ["get", "events", "--namespace", DemoContext.Namespace, "--sort-by=.lastTimestamp"],
            ["logs", "--namespace", Chart.Namespace, "--selector", "app.kubernetes.io/name=inference-operator", "--tail=60"],
        ];
        var report = new List<string>();
        foreach (var look in looks)
        {
            var result = await TryKubectlAsync(look, cancellationToken);
            report.Add($"kubectl {string.Join(' ', look.Take(2))}:\n{result.Output}{result.Error}");
        }

        return string.Join("\n", report);
    }

    public async ValueTask DisposeAsync()
    {
        _prometheus.Dispose();
        Client.Dispose();
        if (_own is not null) await _own.DisposeAsync();
    }

    private static async Task<(DemoEnvironment Environment, IAsyncDisposable? Own)> EnvironmentAsync(
        bool keep, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (System.Environment.GetEnvironmentVariable("KUBECONFIG_UNDER_TEST") is { Length: > 0 } given)
            return (await GivenEnvironment.FindAsync(given, progress, cancellationToken), null);
        if (keep) return (await EnvironmentHolder.StartAsync(progress, cancellationToken), null);
        var own = await OwnEnvironment.StartAsync(progress, cancellationToken);
        return (own.Environment, own);
    }

    private static IEnumerable<string> Kinds => [ModelDeployment.Plural, TrainingJob.Plural, InferenceRuntime.Plural, GpuPool.Plural];
}
