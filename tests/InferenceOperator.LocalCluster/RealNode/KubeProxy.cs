using InferenceOperator.LocalClusters.ControlPlanes;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>How kube-proxy runs: ClusterIPs by iptables, for pods and for programs of this machine alike; node ports on the bridge alone.</summary>
internal static class KubeProxy
{
    public static ProcessSpec Spec(NodeLayout layout)
    {
        var ports = FreePorts.Take(2);
        var kubeconfig = layout.ControlPlane.Pki.IssueKubeconfig("proxy", "CN=system:kube-proxy", layout.ControlPlane.Server);
        var configuration = layout.Write("kube-proxy.yaml", $$"""
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            kind: KubeProxyConfiguration
            bindAddress: {{NodeNetwork.Address}}
            healthzBindAddress: 127.0.0.1:{{ports[0]}}
            metricsBindAddress: 127.0.0.1:{{ports[1]}}
            clientConnection: {kubeconfig: {{kubeconfig}}}
            clusterCIDR: {{ControlPlaneLayout.PodRange}}
            mode: iptables
            hostnameOverride: {{layout.Options.Name}}
            oomScoreAdj: 0
            nodePortAddresses: [{{NodeNetwork.NodeSubnet}}]
            conntrack: {maxPerCore: 0, min: 0, tcpCloseWaitTimeout: 0s, tcpEstablishedTimeout: 0s}
            """);
        return new ProcessSpec("kube-proxy", ToolPaths.Require(layout.Tools.KubeProxy, "kube-proxy"), [$"--config={configuration}", "--v=2"])
        {
            LogFile = layout.Log("kube-proxy"),
            WorkingDirectory = layout.Folder.Path,
            StopTimeout = TimeSpan.Zero,
        };
    }
}
