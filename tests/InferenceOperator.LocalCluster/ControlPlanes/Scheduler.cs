using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>How kube-scheduler runs.</summary>
internal static class Scheduler
{
    public static ProcessSpec Spec(string binary, ControlPlaneLayout layout, HealthProbe probe)
    {
        const string Name = "scheduler";
        var kubeconfig = layout.Pki.IssueKubeconfig(Name, "CN=system:kube-scheduler", layout.Server, "localhost", "127.0.0.1");
        return new ProcessSpec("kube-scheduler", binary,
        [
            .. Serving.Arguments(layout, Name, kubeconfig, layout.SchedulerPort),
            .. layout.Options.SchedulerArguments,
        ])
        {
            LogFile = layout.Log("kube-scheduler"),
            StopTimeout = TimeSpan.Zero,
            Ready = token => probe.IsOkAsync(new Uri($"https://127.0.0.1:{layout.SchedulerPort}/healthz"), token),
        };
    }
}
