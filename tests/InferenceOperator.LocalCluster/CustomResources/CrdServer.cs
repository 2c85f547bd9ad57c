using InferenceOperator.LocalClusters.ControlPlanes;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Pki;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;
using k8s;

namespace InferenceOperator.LocalClusters.CustomResources;

/// <summary>
/// Serves CustomResourceDefinitions and their objects as a current Kubernetes does: schemas, CEL rules and their cost budget,
/// defaults, unknown fields, server-side apply, status and scale. There are no built-in kinds, no namespaces (any name
/// will do) and no RBAC: the one client may do everything.
/// </summary>
public sealed class CrdServer : IAsyncDisposable
{
    private readonly ProcessSupervisor _supervisor = new();
    private readonly ToolPaths _tools;

    private CrdServer(ToolPaths tools, string binary)
    {
        _tools = tools;
        var folder = TemporaryFolder.Create();
        _supervisor.OnDispose(folder.Dispose);
        var data = MemoryFolder.Create();
        _supervisor.OnDispose(data.Dispose);
        var pki = new ClusterPki(folder.Combine("pki"));
        _supervisor.OnDispose(pki.Dispose);
        var probe = new HealthProbe(pki.AuthorityPem);
        _supervisor.OnDispose(probe.Dispose);

        var ports = FreePorts.Take(3);
        var server = new Uri($"https://127.0.0.1:{ports[0]}");
        Kubeconfig = pki.IssueKubeconfig("admin", "CN=admin, O=system:masters", server);
        Etcd = _supervisor.Add(ControlPlanes.Etcd.Spec(tools.Etcd, ports[1], ports[2], data.Combine("etcd"), folder.Combine("etcd.log"), probe));
        Server = _supervisor.Add(new ProcessSpec("crdserver", binary, Arguments(pki, ports[0], ports[1], Kubeconfig))
        {
            LogFile = folder.Combine("crdserver.log"),
            StopTimeout = TimeSpan.Zero,
            Ready = token => probe.IsOkAsync(new Uri(server, "/readyz"), token),
        });
        Client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));
        _supervisor.OnDispose(Client.Dispose);
    }

    public ManagedProcess Etcd { get; }

    public ManagedProcess Server { get; }

    /// <summary>The path of a kubeconfig with all rights.</summary>
    public string Kubeconfig { get; }

    public IKubernetes Client { get; }

    /// <summary>Starts it; builds it first where that has not been done.</summary>
    public static async Task<CrdServer> StartAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var tools = await Tools.EnsureAsync(progress, cancellationToken);
        var server = new CrdServer(tools, await Tools.EnsureCrdServerAsync(progress, cancellationToken));
        try
        {
            await server.Etcd.StartAsync(cancellationToken);
            await server.Server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs kubectl against it.</summary>
    public Task<CommandResult> KubectlAsync(params IEnumerable<string> arguments) => CommandRunner.RunAsync(
        ToolPaths.Require(_tools.Kubectl, "kubectl"), ["--kubeconfig", Kubeconfig, .. arguments]);

    /// <summary>Runs kubectl against it; any exit code is fine (a refused object is what a test asks for).</summary>
    public Task<CommandResult> TryKubectlAsync(string? input, params IEnumerable<string> arguments) => CommandRunner.TryRunAsync(
        ToolPaths.Require(_tools.Kubectl, "kubectl"), ["--kubeconfig", Kubeconfig, .. arguments], new CommandOptions { Input = input });

    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    private static string[] Arguments(ClusterPki pki, int port, int etcdPort, string kubeconfig)
    {
        pki.Issue("crdserver", "CN=crdserver", CertificateRole.Server, "localhost", "127.0.0.1");
        return
        [
            "--alone", $"--etcd-servers=http://127.0.0.1:{etcdPort}", "--bind-address=127.0.0.1", $"--secure-port={port}",
            $"--tls-cert-file={pki["crdserver.crt"]}", $"--tls-private-key-file={pki["crdserver.key"]}", $"--client-ca-file={pki["ca.crt"]}",
            "--authentication-skip-lookup=true", $"--authentication-kubeconfig={kubeconfig}", $"--authorization-kubeconfig={kubeconfig}",
            $"--kubeconfig={kubeconfig}", "--authorization-always-allow-paths=/healthz,/readyz,/livez",
            // These ask a core API server, which is not there.
            "--enable-priority-and-fairness=false",
            "--disable-admission-plugins=NamespaceLifecycle,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,"
            + "ValidatingAdmissionPolicy,MutatingAdmissionPolicy",
        ];
    }
}
