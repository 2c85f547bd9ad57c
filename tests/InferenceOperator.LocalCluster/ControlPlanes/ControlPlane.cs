using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Pki;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>etcd, API server, controller manager and scheduler as processes of this machine.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly ProcessSupervisor _supervisor = new();
    private readonly ControlPlaneLayout _layout;
    private readonly HealthProbe _probe;

    private ControlPlane(ControlPlaneLayout layout)
    {
        _layout = layout;
        _probe = new HealthProbe(layout.Pki.AuthorityPem);
        _supervisor.OnDispose(_probe.Dispose);
        _supervisor.OnDispose(layout.Pki.Dispose);
        Kubeconfig = layout.Pki.IssueKubeconfig("admin", "CN=admin, O=system:masters", layout.Server);
        Etcd = _supervisor.Add(ControlPlanes.Etcd.Spec(
            layout.Tools.Etcd, layout.EtcdClientPort, layout.EtcdPeerPort, Path.Combine(layout.DataFolder, "etcd"), layout.Log("etcd"), _probe));
        ApiServer = _supervisor.Add(ControlPlanes.ApiServer.Spec(layout, _probe));
        if (layout.Tools.ControllerManager is { } controllerManager)
            ControllerManager = _supervisor.Add(ControlPlanes.ControllerManager.Spec(controllerManager, layout, _probe));
        if (layout.Tools.Scheduler is { } scheduler)
            Scheduler = _supervisor.Add(ControlPlanes.Scheduler.Spec(scheduler, layout, _probe));
    }

    public ManagedProcess Etcd { get; }

    public ManagedProcess ApiServer { get; }

    /// <summary>Null when the binaries in use hold none.</summary>
    public ManagedProcess? ControllerManager { get; }

    /// <summary>Null when the binaries in use hold none.</summary>
    public ManagedProcess? Scheduler { get; }

    /// <summary>The API server's URL.</summary>
    public Uri Server => _layout.Server;

    /// <summary>The path of a kubeconfig with all rights.</summary>
    public string Kubeconfig { get; }

    public KubernetesVersion Version => _layout.Version;

    /// <summary>Issues certificates for more identities (nodes, users).</summary>
    public ClusterPki Pki => _layout.Pki;

    /// <param name="tools">The binaries.</param>
    /// <param name="options">Address and extra flags.</param>
    /// <param name="folder">Keys, logs and kubeconfigs go here.</param>
    /// <param name="dataFolder">etcd's data goes here; best in memory.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    internal static async Task<ControlPlane> StartAsync(
        ToolPaths tools, ClusterOptions options, TemporaryFolder folder, string dataFolder, CancellationToken cancellationToken)
    {
        var version = await KubernetesVersion.OfAsync(tools.ApiServer, cancellationToken);
        var controlPlane = new ControlPlane(ControlPlaneLayout.Create(tools, options, version, folder, dataFolder));
        try
        {
            await controlPlane.StartAsync(cancellationToken);
            return controlPlane;
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // All at once and hard: their data goes away with them.
        ManagedProcess?[] all = [Scheduler, ControllerManager, ApiServer, Etcd];
        await Task.WhenAll(all.OfType<ManagedProcess>().Select(process => process.KillAsync()));
        await _supervisor.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await Etcd.LaunchAsync();
        await ApiServer.StartAsync(cancellationToken);
        ManagedProcess?[] others = [ControllerManager, Scheduler];
        await Task.WhenAll(others.OfType<ManagedProcess>().Select(process => process.StartAsync(cancellationToken)));
    }
}
