using InferenceOperator.LocalClusters.Pki;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>How kube-controller-manager runs.</summary>
internal static class ControllerManager
{
    public static ProcessSpec Spec(string binary, ControlPlaneLayout layout, HealthProbe probe)
    {
        const string Name = "controller-manager";
        var pki = layout.Pki;
        var kubeconfig = pki.IssueKubeconfig(Name, "CN=system:kube-controller-manager", layout.Server, "localhost", "127.0.0.1");
        return new ProcessSpec("kube-controller-manager", binary,
        [
            .. Serving.Arguments(layout, Name, kubeconfig, layout.ControllerManagerPort),
            $"--root-ca-file={pki["ca.crt"]}", $"--cluster-signing-cert-file={pki["ca.crt"]}", $"--cluster-signing-key-file={pki["ca.key"]}",
            $"--service-account-private-key-file={pki["sa.key"]}", "--use-service-account-credentials=true",
            "--allocate-node-cidrs=false", $"--cluster-cidr={ControlPlaneLayout.PodRange}",
            // By default it makes 20 pods a second: tests would wait for it.
            "--kube-api-qps=200", "--kube-api-burst=400",
            "--node-monitor-grace-period=20s", "--node-monitor-period=2s",
            .. layout.Options.ControllerManagerArguments,
        ])
        {
            LogFile = layout.Log("kube-controller-manager"),
            StopTimeout = TimeSpan.Zero,
            Ready = token => probe.IsOkAsync(new Uri($"https://127.0.0.1:{layout.ControllerManagerPort}/healthz"), token),
        };
    }
}
