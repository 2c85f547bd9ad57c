using InferenceOperator.LocalClusters.Pki;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>How the kubelet runs: strict authentication as on a real node, quick reports, no eviction by a full test machine.</summary>
internal static class Kubelet
{
    public static ProcessSpec Spec(NodeLayout layout)
    {
        var name = layout.Options.Name;
        var pki = layout.ControlPlane.Pki;
        pki.Issue("kubelet-serving", $"CN=system:node:{name}, O=system:nodes", CertificateRole.Server, name, NodeNetwork.Address.ToString(), "127.0.0.1");
        var kubeconfig = pki.IssueKubeconfig("node", $"CN=system:node:{name}, O=system:nodes", layout.ControlPlane.Server);
        var configuration = layout.Write("kubelet.yaml", Configuration(layout, pki));
        var runtime = $"unix://{layout.ContainerdSocket}";
        return new ProcessSpec("kubelet", ToolPaths.Require(layout.Tools.Kubelet, "kubelet"),
        [
            $"--config={configuration}", $"--kubeconfig={kubeconfig}", $"--root-dir={layout.Folder.Combine("kubelet")}",
            $"--hostname-override={name}", $"--node-ip={NodeNetwork.Address}", "--register-node=true",
            $"--node-labels={string.Join(',', layout.Options.AllLabels.Select(label => $"{label.Key}={label.Value}"))}",
            "--container-runtime=remote", $"--container-runtime-endpoint={runtime}", $"--image-service-endpoint={runtime}", "--v=2",
        ])
        {
            LogFile = layout.Log("kubelet"),
            WorkingDirectory = layout.Folder.Path,
            StopTimeout = TimeSpan.Zero,
        };
    }

    private static string Configuration(NodeLayout layout, ClusterPki pki) => $$"""
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: {{NodeNetwork.Address}}
        healthzPort: 0
        readOnlyPort: 0
        authentication:
          anonymous: {enabled: false}
          webhook: {enabled: true}
          x509: {clientCAFile: "{{pki["ca.crt"]}}"}
        authorization: {mode: Webhook}
        tlsCertFile: {{pki["kubelet-serving.crt"]}}
        tlsPrivateKeyFile: {{pki["kubelet-serving.key"]}}
        cgroupDriver: cgroupfs
        cpuCFSQuota: true
        oomScoreAdj: 0
        failSwapOn: false
        # No DNS server listens there: lookups fail at once, and no pod gets a warning for want of one.
        clusterDNS: ["{{NodeNetwork.Address}}"]
        clusterDomain: cluster.local
        resolvConf: {{layout.Write("resolv.conf", "")}}
        imageGCHighThresholdPercent: 100
        imageGCLowThresholdPercent: 99
        evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
        nodeStatusUpdateFrequency: 1s
        nodeStatusReportFrequency: 10s
        syncFrequency: 5s
        # What current kubelets have by default: with 1.20's 5 requests a second, the ends of a gang's pods are reported in turns.
        kubeAPIQPS: 50
        kubeAPIBurst: 100
        runtimeRequestTimeout: 2m
        """;
}
