using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>How etcd runs.</summary>
internal static class Etcd
{
    public static ProcessSpec Spec(ControlPlaneLayout layout, HealthProbe probe)
    {
        var peer = $"http://127.0.0.1:{layout.EtcdPeerPort}";
        var client = layout.EtcdServer.GetLeftPart(UriPartial.Authority);
        return new ProcessSpec("etcd", layout.Tools.Etcd,
        [
            "--name=local", $"--data-dir={Path.Combine(layout.DataFolder, "etcd")}",
            $"--listen-client-urls={client}", $"--advertise-client-urls={client}",
            $"--listen-peer-urls={peer}", $"--initial-advertise-peer-urls={peer}", $"--initial-cluster=local={peer}",
            "--logger=zap", "--log-level=warn",
        ])
        {
            LogFile = layout.Log("etcd"),
            // The data folder goes away with the cluster: nothing to flush.
            StopTimeout = TimeSpan.Zero,
            Ready = token => probe.IsOkAsync(new Uri(layout.EtcdServer, "/health"), token),
        };
    }
}
