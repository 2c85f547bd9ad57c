using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>What containerd and the kubelet mount: root file systems and volumes in the node's folder, and the pods' network namespaces.</summary>
public static class NodeMounts
{
    private const string Namespaces = "/run/netns";
    private const string PodNamespace = Namespaces + "/cni-";

    /// <param name="folder">A folder, or the beginning of the names of several.</param>
    public static IReadOnlyList<string> Of(string folder) =>
    [
        .. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1])
            .Select(path => path.StartsWith("/var/run/", StringComparison.Ordinal) ? path["/var".Length..] : path)
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal) || path.StartsWith(PodNamespace, StringComparison.Ordinal))
            .Distinct().OrderDescending(StringComparer.Ordinal),
    ];

    public static IEnumerable<string> NamespaceFiles =>
        Directory.Exists(Namespaces) ? Directory.EnumerateFiles(Namespaces, "cni-*") : [];

    public static async Task RemoveAsync(string folder)
    {
        // A name can be mounted more than once; each round takes one layer off.
        for (var mounts = Of(folder + "/"); mounts.Count > 0; mounts = Of(folder + "/"))
            await CommandRunner.RunAsync("umount", ["--lazy", .. mounts]);
        foreach (var file in NamespaceFiles.ToList()) File.Delete(file);
        if (Directory.Exists(Namespaces) && !Directory.EnumerateFileSystemEntries(Namespaces).Any()) RemoveEmpty();
    }

    private static void RemoveEmpty()
    {
        // `ip netns` keeps the folder as a mount of its own once it was used; then it is not ours.
        if (!File.ReadLines("/proc/self/mounts").Any(line => line.Split(' ')[1] == Namespaces)) Directory.Delete(Namespaces);
    }
}
