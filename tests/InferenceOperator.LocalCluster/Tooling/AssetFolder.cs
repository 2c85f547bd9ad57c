using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>A folder of ready-made binaries as <c>KUBEBUILDER_ASSETS</c> names it: etcd, kube-apiserver, kubectl and, perhaps, more.</summary>
public static class AssetFolder
{
    private static readonly string[] NetworkPluginFolders = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];

    public static ToolPaths Read(string folder) => new()
    {
        Etcd = Required(folder, "etcd"),
        ApiServer = Required(folder, "kube-apiserver"),
        ControllerManager = Optional(folder, "kube-controller-manager"),
        Scheduler = Optional(folder, "kube-scheduler"),
        Kubelet = Optional(folder, "kubelet"),
        KubeProxy = Optional(folder, "kube-proxy"),
        DevicePlugin = Optional(folder, "fake-device-plugin"),
        Pause = Optional(folder, "pause"),
        Kubectl = Optional(folder, "kubectl") ?? CommandRunner.Find("kubectl"),
        Helm = Optional(folder, "helm") ?? CommandRunner.Find("helm"),
        Prometheus = Optional(folder, "prometheus") ?? CommandRunner.Find("prometheus"),
        Containerd = Optional(folder, "containerd") ?? CommandRunner.Find("containerd"),
        ContainerdControl = Optional(folder, "ctr") ?? CommandRunner.Find("ctr"),
        Runc = Optional(folder, "runc") ?? CommandRunner.Find("runc"),
        NetworkPlugins = NetworkPluginFolders.FirstOrDefault(plugins => File.Exists(Path.Combine(plugins, "bridge"))),
        Busybox = Optional(folder, "busybox") ?? CommandRunner.Find("busybox"),
    };

    private static string? Optional(string folder, string program)
    {
        var path = Path.Combine(folder, program);
        return File.Exists(path) ? path : null;
    }

    private static string Required(string folder, string program) =>
        Optional(folder, program) ?? CommandRunner.Find(program) ?? throw new ToolsUnavailableException(
            $"KUBEBUILDER_ASSETS={folder} holds no '{program}', nor does the PATH; put one there, "
            + "or unset KUBEBUILDER_ASSETS and run 'make cluster-tools' on Debian as root");
}
