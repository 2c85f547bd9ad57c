namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Whether this machine can make the tools by itself.</summary>
internal static class DebianMachine
{
    private const string OtherWays =
        "either set KUBEBUILDER_ASSETS to a folder that holds etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kubectl, "
        + "or set KUBECONFIG_UNDER_TEST to the kubeconfig of a cluster to use";

    /// <exception cref="ToolsUnavailableException">It cannot; names the other ways.</exception>
    public static void Require()
    {
        if (!File.Exists("/etc/debian_version") || !IsDebian())
            throw new ToolsUnavailableException($"the cluster's programs are built from Debian's packages, and this machine is no Debian: {OtherWays}");
        if (!Environment.IsPrivilegedProcess)
            throw new ToolsUnavailableException($"building the cluster's programs needs root for apt-get; run 'make cluster-tools' as root, {OtherWays}");
    }

    private static bool IsDebian() =>
        File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Any(line => line.Trim() is "ID=debian" or "ID=\"debian\"");
}
