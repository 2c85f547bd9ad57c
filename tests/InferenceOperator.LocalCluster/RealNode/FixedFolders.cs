namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>Folders whose place the kubelet, containerd and the CNI plugins do not let one choose.</summary>
public static class FixedFolders
{
    /// <summary>Inner before outer.</summary>
    private static readonly string[] All =
    [
        "/var/lib/kubelet/device-plugins", "/var/lib/kubelet", "/var/log/pods", "/var/log/containers",
        "/var/lib/cni", "/run/containerd",
    ];

    public static IReadOnlyList<string> Existing => [.. All.Where(Directory.Exists)];

    /// <summary>Removes all but those that were there before.</summary>
    public static void Remove(IReadOnlyCollection<string> existingBefore)
    {
        foreach (var folder in All.Except(existingBefore).Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
    }
}
