namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>The flags that the controller manager and the scheduler share.</summary>
internal static class Serving
{
    public static IEnumerable<string> Arguments(ControlPlaneLayout layout, string name, string kubeconfig, int port)
    {
        var pki = layout.Pki;
        return
        [
            $"--kubeconfig={kubeconfig}", $"--authentication-kubeconfig={kubeconfig}", $"--authorization-kubeconfig={kubeconfig}",
            "--bind-address=127.0.0.1", $"--secure-port={port}",
            $"--tls-cert-file={pki[$"{name}.crt"]}", $"--tls-private-key-file={pki[$"{name}.key"]}",
            $"--client-ca-file={pki["ca.crt"]}", $"--requestheader-client-ca-file={pki["front-proxy-ca.crt"]}",
            "--leader-elect=false",
            // Before 1.24 there is a second, insecure port, on by default and the same for everybody; later the flag is unknown.
            .. layout.Version.IsAtLeast(1, 24) ? (string[])[] : ["--port=0"],
        ];
    }
}
