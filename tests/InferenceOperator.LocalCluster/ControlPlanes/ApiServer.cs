using InferenceOperator.LocalClusters.Pki;
using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>How kube-apiserver runs: RBAC and Node authorization, bound service account tokens, API aggregation.</summary>
internal static class ApiServer
{
    public static ProcessSpec Spec(ControlPlaneLayout layout, HealthProbe probe)
    {
        var pki = layout.Pki;
        pki.Issue("apiserver", "CN=kube-apiserver", CertificateRole.Server, layout.ApiServerHosts);
        pki.Issue("apiserver-kubelet-client", "CN=kube-apiserver-kubelet-client, O=system:masters", CertificateRole.Client);
        return new ProcessSpec("kube-apiserver", layout.Tools.ApiServer,
        [
            $"--etcd-servers={layout.EtcdServer.GetLeftPart(UriPartial.Authority)}",
            $"--bind-address={layout.Options.BindAddress}", $"--advertise-address={layout.Options.BindAddress}",
            $"--secure-port={layout.ApiServerPort}",
            $"--tls-cert-file={pki["apiserver.crt"]}", $"--tls-private-key-file={pki["apiserver.key"]}", $"--client-ca-file={pki["ca.crt"]}",
            "--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true",
            $"--service-account-key-file={pki["sa.pub"]}", $"--service-account-signing-key-file={pki["sa.key"]}",
            $"--service-account-issuer={ControlPlaneLayout.Issuer}", $"--api-audiences={ControlPlaneLayout.Issuer}",
            $"--service-cluster-ip-range={ControlPlaneLayout.ServiceRange}",
            $"--kubelet-certificate-authority={pki["ca.crt"]}",
            $"--kubelet-client-certificate={pki["apiserver-kubelet-client.crt"]}",
            $"--kubelet-client-key={pki["apiserver-kubelet-client.key"]}",
            "--kubelet-preferred-address-types=InternalIP",
            $"--requestheader-client-ca-file={pki["front-proxy-ca.crt"]}", "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-", "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-username-headers=X-Remote-User",
            $"--proxy-client-cert-file={pki["front-proxy-client.crt"]}", $"--proxy-client-key-file={pki["front-proxy-client.key"]}",
            "--enable-aggregator-routing=true", "--profiling=false", "--event-ttl=2h", "--shutdown-delay-duration=0s",
            .. EndpointReconciler(layout),
            .. layout.Options.ApiServerArguments,
        ])
        {
            LogFile = layout.Log("kube-apiserver"),
            StopTimeout = TimeSpan.FromSeconds(5),
            Ready = token => probe.IsOkAsync(new Uri(layout.Server, "/readyz"), token),
        };
    }

    // The endpoints of the kubernetes Service may not be loopback addresses; without this the server fails to publish them for ever.
    private static IEnumerable<string> EndpointReconciler(ControlPlaneLayout layout) =>
        System.Net.IPAddress.IsLoopback(layout.Options.BindAddress) ? ["--endpoint-reconciler-type=none"] : [];
}
