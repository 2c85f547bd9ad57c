using System.Net;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Pki;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>Everything the components of one control plane agree on: addresses, ports, files, identities.</summary>
internal sealed record ControlPlaneLayout(ToolPaths Tools, ClusterOptions Options, KubernetesVersion Version, ClusterPki Pki, TemporaryFolder Folder)
{
    public const string ServiceRange = "10.96.0.0/16";
    public const string FirstServiceAddress = "10.96.0.1";
    public const string PodRange = "10.244.0.0/16";
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";

    public required string DataFolder { get; init; }

    public required int EtcdClientPort { get; init; }

    public required int EtcdPeerPort { get; init; }

    public required int ApiServerPort { get; init; }

    public required int ControllerManagerPort { get; init; }

    public required int SchedulerPort { get; init; }

    public Uri Server => new($"https://{Options.BindAddress}:{ApiServerPort}");

    public Uri EtcdServer => new($"http://127.0.0.1:{EtcdClientPort}");

    public string Log(string component) => Folder.Combine("logs", $"{component}.log");

    public static ControlPlaneLayout Create(
        ToolPaths tools, ClusterOptions options, KubernetesVersion version, TemporaryFolder folder, string dataFolder)
    {
        var local = FreePorts.Take(4);
        return new ControlPlaneLayout(tools, options, version, new ClusterPki(folder.Combine("pki")), folder)
        {
            DataFolder = dataFolder,
            EtcdClientPort = local[0],
            EtcdPeerPort = local[1],
            ControllerManagerPort = local[2],
            SchedulerPort = local[3],
            ApiServerPort = FreePorts.Take(options.BindAddress),
        };
    }

    public IEnumerable<string> ApiServerHosts =>
    [
        "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
        IPAddress.Loopback.ToString(), Options.BindAddress.ToString(), FirstServiceAddress,
    ];
}
