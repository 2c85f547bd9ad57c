using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>How etcd runs: alone, on loopback.</summary>
internal static class Etcd
{
    public static ProcessSpec Spec(string binary, int clientPort, int peerPort, string dataFolder, string logFile, HealthProbe probe)
    {
        var peer = $"http://127.0.0.1:{peerPort}";
        var client = $"http://127.0.0.1:{clientPort}";
        return new ProcessSpec("etcd", binary,
        [
            "--name=local", $"--data-dir={dataFolder}",
            $"--listen-client-urls={client}", $"--advertise-client-urls={client}",
            $"--listen-peer-urls={peer}", $"--initial-advertise-peer-urls={peer}", $"--initial-cluster=local={peer}",
            "--logger=zap", "--log-level=warn",
        ])
        {
            LogFile = logFile,
            // The data folder goes away with the cluster: nothing to flush.
            StopTimeout = TimeSpan.Zero,
            Ready = token => probe.IsOkAsync(new Uri($"{client}/health"), token),
        };
    }
}
