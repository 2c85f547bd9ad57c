using InferenceOperator.LocalClusters.ControlPlanes;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Nodes;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using InferenceOperator.LocalClusters.Tooling;
using k8s;
using k8s.Models;

namespace InferenceOperator.LocalClusters;

/// <summary>
/// A cluster for tests, demo and benchmarks: the one that <c>KUBECONFIG_UNDER_TEST</c> names, or one made of the binaries that
/// <c>KUBEBUILDER_ASSETS</c> names, or one made of the tools built in the cache. Disposing removes every process and file.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly ProcessSupervisor _supervisor = new();

    private readonly ToolPaths? _tools;
    private FakeNodes? _fakeNodes;

    private LocalCluster(ToolPaths? tools) => _tools = tools;

    /// <summary>The path of a kubeconfig with all rights.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>A client with all rights.</summary>
    public IKubernetes Client { get; private set; } = null!;

    /// <summary>Null when the cluster was given by <c>KUBECONFIG_UNDER_TEST</c>: then it cannot be broken on purpose.</summary>
    public ControlPlane? ControlPlane { get; private set; }

    /// <summary>Files that go with the cluster.</summary>
    public TemporaryFolder Folder { get; } = TemporaryFolder.Create();

    /// <summary>The programs it was made of; kubectl and helm work on a given cluster, too.</summary>
    public ToolPaths Tools => _tools ?? throw new ToolsUnavailableException("no tools are used with KUBECONFIG_UNDER_TEST");

    /// <summary>The nodes of <see cref="ClusterOptions.FakeNodes"/>.</summary>
    public FakeNodes FakeNodes => _fakeNodes ?? throw new InvalidOperationException("the cluster was started without fake nodes");

    /// <summary>The node of <see cref="ClusterOptions.RealNode"/>; null without, and in a given cluster, which has its own.</summary>
    public RealNode? RealNode { get; private set; }

    public ManagedProcess ApiServer => Own.ApiServer;

    public ManagedProcess Etcd => Own.Etcd;

    private ControlPlane Own => ControlPlane
        ?? throw new InvalidOperationException("the cluster of KUBECONFIG_UNDER_TEST is not ours to stop; unset it to test faults");

    /// <summary>Starts (or finds) a cluster and returns once it takes objects.</summary>
    public static async Task<LocalCluster> StartAsync(
        ClusterOptions? options = null, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new ClusterOptions();
        var given = Environment.GetEnvironmentVariable("KUBECONFIG_UNDER_TEST");
        var tools = string.IsNullOrEmpty(given) ? await Tooling.Tools.EnsureAsync(progress, cancellationToken) : null;
        var cluster = new LocalCluster(tools);
        try
        {
            if (tools is null) cluster.Use(given!);
            else await cluster.StartControlPlaneAsync(options, progress, cancellationToken);
            if (options.FakeNodes.Count > 0) await cluster.StartFakeNodesAsync(options, progress, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A further client, for instance to be one operator of several.</summary>
    public k8s.Kubernetes CreateClient() => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));

    /// <summary>Runs kubectl against the cluster.</summary>
    public Task<CommandResult> KubectlAsync(params IEnumerable<string> arguments) => CommandRunner.RunAsync(
        ToolPaths.Require(_tools is null ? CommandRunner.Find("kubectl") : _tools.Kubectl, "kubectl"),
        ["--kubeconfig", Kubeconfig, .. arguments]);

    /// <summary>Returns once pods may be made in a namespace: its service account (before 1.24 also its token) comes a moment later.</summary>
    public async Task WaitUntilPodsAreTakenAsync(string @namespace, CancellationToken cancellationToken = default)
    {
        if (ControlPlane is { ControllerManager: null }) return;
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "probe" },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "probe", Image = "probe" }] },
        };
        var taken = await Waiting.UntilAsync(
            async token => await Client.CoreV1.CreateNamespacedPodAsync(pod, @namespace, dryRun: "All", cancellationToken: token) is not null,
            TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(50), cancellationToken);
        if (!taken) throw new TimeoutException($"namespace {@namespace} takes no pods after 60 s: is its service account 'default' there?");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _supervisor.DisposeAsync();
        }
        finally
        {
            Folder.Dispose();
        }
    }

    private void Use(string kubeconfig)
    {
        Kubeconfig = kubeconfig;
        Client = CreateClient();
        _supervisor.OnDispose(Client.Dispose);
    }

    private async Task StartControlPlaneAsync(ClusterOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (options.RealNode is not null)
        {
            _supervisor.Add(await NodeReservation.TakeAsync(Folder, cancellationToken));
            options = options with { BindAddress = NodeNetwork.Address };
        }

        var data = MemoryFolder.Create();
        _supervisor.OnDispose(data.Dispose);
        ControlPlane = _supervisor.Add(await ControlPlane.StartAsync(_tools!, options, Folder, data.Path, cancellationToken));
        progress?.Report($"Kubernetes {ControlPlane.Version} answers at {ControlPlane.Server}");
        Use(ControlPlane.Kubeconfig);
        await Task.WhenAll(WaitUntilPodsAreTakenAsync("default", cancellationToken), StartRealNodeAsync(options.RealNode, progress, cancellationToken));
    }

    private async Task StartRealNodeAsync(RealNodeOptions? options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (options is null) return;
        RealNode = _supervisor.Add(await RealNode.StartAsync(Tools, Own, Client, Folder, options, progress, cancellationToken));
    }

    private async Task StartFakeNodesAsync(ClusterOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        _fakeNodes = _supervisor.Add(await FakeNodes.StartAsync(Client, options.FakeNodes, cancellationToken: cancellationToken));
        if (ControlPlane is null) _supervisor.OnDispose(async () => await _fakeNodes.RemoveAllAsync(CancellationToken.None));
        progress?.Report($"{_fakeNodes.Names.Count} fake nodes are Ready");
    }
}
