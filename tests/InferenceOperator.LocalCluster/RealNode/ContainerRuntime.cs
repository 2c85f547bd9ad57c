using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>How containerd runs: everything in the node's folder, pods on a bridge of their own.</summary>
internal static class ContainerRuntime
{
    public static ProcessSpec Spec(NodeLayout layout)
    {
        layout.Write("cni/10-bridge.conflist", Network(layout));
        var configuration = layout.Write("containerd.toml", Configuration(layout));
        return new ProcessSpec("containerd", ToolPaths.Require(layout.Tools.Containerd, "containerd"), ["--config", configuration])
        {
            // It looks for its shim and for runc there.
            Environment = new Dictionary<string, string?> { ["PATH"] = SearchPath(layout.Tools) },
            LogFile = layout.Log("containerd"),
            WorkingDirectory = layout.Folder.Path,
            ReadyTimeout = TimeSpan.FromSeconds(20),
            Ready = async token => (await CommandRunner.TryRunAsync(Control(layout), ["--address", layout.ContainerdSocket, "version"], cancellationToken: token)).ExitCode == 0,
        };
    }

    /// <summary>Loads archives one after the other: they share their lowest layer, which is then unpacked once.</summary>
    public static async Task ImportAsync(NodeLayout layout, IEnumerable<string> archives, CancellationToken cancellationToken)
    {
        foreach (var archive in archives)
            await CommandRunner.RunAsync(
                Control(layout), ["--address", layout.ContainerdSocket, "--namespace", "k8s.io", "images", "import", archive],
                new CommandOptions { LogFile = layout.Log("images") }, cancellationToken);
    }

    private static string Control(NodeLayout layout) => ToolPaths.Require(layout.Tools.ContainerdControl, "ctr");

    private static string SearchPath(ToolPaths tools) => string.Join(
        ':',
        Path.GetDirectoryName(tools.Containerd),
        Path.GetDirectoryName(ToolPaths.Require(tools.Runc, "runc")),
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private static string Network(NodeLayout layout) => $$"""
        {"cniVersion": "0.4.0", "name": "pods", "plugins": [
          {"type": "bridge", "bridge": "{{NodeNetwork.PodBridge}}", "isGateway": true, "ipMasq": true, "hairpinMode": true,
           "ipam": {"type": "host-local", "ranges": [[{"subnet": "{{NodeNetwork.NodePods}}"} ]], "routes": [{"dst": "0.0.0.0/0"}],
                    "dataDir": "{{layout.Folder.Combine("cni-addresses")}}"} },
          {"type": "portmap", "capabilities": {"portMappings": true} } ]}
        """;

    // restrict_oom_score_adj: without CAP_SYS_RESOURCE (containers, small VMs) no process may lower its score.
    private static string Configuration(NodeLayout layout) => $"""
        version = 2
        root = "{layout.Folder.Combine("containerd", "root")}"
        state = "{layout.Folder.Combine("containerd", "state")}"
        oom_score = 0
        [grpc]
          address = "{layout.ContainerdSocket}"
        [plugins."io.containerd.internal.v1.opt"]
          path = "{layout.Folder.Combine("containerd", "opt")}"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{ImageCatalog.Pause}"
          stream_server_address = "127.0.0.1"
          disable_apparmor = true
          restrict_oom_score_adj = true
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "{ToolPaths.Require(layout.Tools.NetworkPlugins, "CNI plugins")}"
            conf_dir = "{layout.Folder.Combine("cni")}"
        """;
}
