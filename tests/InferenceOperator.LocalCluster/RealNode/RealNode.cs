using System.Net.Sockets;
using InferenceOperator.LocalClusters.ControlPlanes;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;
using k8s;
using k8s.Models;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>containerd, kubelet, kube-proxy and a GPU device plugin: a node whose containers really run on this machine.</summary>
public sealed class RealNode : IAsyncDisposable
{
    public const string GpuResource = "nvidia.com/gpu";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ProcessSupervisor _supervisor = new();
    private readonly NodeLayout _layout;
    private readonly IKubernetes _client;

    private RealNode(NodeLayout layout, IKubernetes client)
    {
        _layout = layout;
        _client = client;
        Containerd = _supervisor.Add(ContainerRuntime.Spec(layout));
        Kubelet = _supervisor.Add(RealNodes.Kubelet.Spec(layout));
        KubeProxy = _supervisor.Add(RealNodes.KubeProxy.Spec(layout));
        DevicePlugin = layout.Options.Gpus > 0 ? _supervisor.Add(GpuDevicePlugin.Spec(layout)) : null;
    }

    public string Name => _layout.Options.Name;

    public ManagedProcess Containerd { get; }

    public ManagedProcess Kubelet { get; }

    public ManagedProcess KubeProxy { get; }

    /// <summary>Null for a node without GPUs.</summary>
    public ManagedProcess? DevicePlugin { get; }

    /// <summary>Starts the node and returns once pods can run on it and Services answer. Needs a <see cref="NodeReservation"/>.</summary>
    /// <exception cref="ProcessFailedException">The node was not ready in time; holds the end of the log to look at.</exception>
    internal static async Task<RealNode> StartAsync(
        ToolPaths tools, ControlPlane controlPlane, IKubernetes client, TemporaryFolder folder, RealNodeOptions options,
        IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var images = await new ImageCatalog(tools, progress).EnsureAsync(options.Images.Prepend(ImageCatalog.Pause).Distinct(), cancellationToken);
        var node = new RealNode(new NodeLayout(tools, controlPlane, folder, options), client);
        try
        {
            await node.StartAsync(images, cancellationToken);
            progress?.Report($"node {node.Name} is ready with {options.Gpus} × {options.GpuProduct}");
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads more images; see <see cref="ImageCatalog"/> and <see cref="ImageArchive"/>.</summary>
    public Task ImportImagesAsync(IEnumerable<string> archives, CancellationToken cancellationToken = default) =>
        ContainerRuntime.ImportAsync(_layout, archives, cancellationToken);

    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    private async Task StartAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        await KubeProxy.LaunchAsync();
        await Containerd.StartAsync(cancellationToken);
        var import = ContainerRuntime.ImportAsync(_layout, images, cancellationToken);
        await Kubelet.LaunchAsync();
        if (DevicePlugin is not null) await DevicePlugin.LaunchAsync();
        await Task.WhenAll(
            import,
            ExpectAsync(IsReadyAsync, "was not ready", Kubelet, cancellationToken),
            ExpectAsync(ServicesAnswerAsync, "does not route Services", KubeProxy, cancellationToken));
    }

    private async Task ExpectAsync(Func<CancellationToken, Task<bool>> condition, string problem, ManagedProcess culprit, CancellationToken cancellationToken)
    {
        var met = await Waiting.UntilAsync(
            async token => !culprit.IsRunning || await condition(token), Patience, TimeSpan.FromMilliseconds(100), cancellationToken);
        if (!met || !culprit.IsRunning)
            throw new ProcessFailedException($"node {Name} {problem} after {Patience.TotalSeconds:F0} s ({culprit.Name})", culprit.LogFile);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var node = await _client.CoreV1.ReadNodeAsync(Name, cancellationToken: cancellationToken);
        var ready = node.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
        var gpus = node.Status.Allocatable?.TryGetValue(GpuResource, out var quantity) == true ? quantity.ToInt32() : 0;
        return ready && gpus == _layout.Options.Gpus;
    }

    /// <summary>The API server through its ClusterIP, as pods reach it.</summary>
    private static async Task<bool> ServicesAnswerAsync(CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        attempt.CancelAfter(TimeSpan.FromSeconds(1));
        using var client = new TcpClient();
        await client.ConnectAsync(ControlPlaneLayout.FirstServiceAddress, 443, attempt.Token);
        return true;
    }
}
