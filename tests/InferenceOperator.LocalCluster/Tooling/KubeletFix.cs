namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>
/// A fault of the kubelet that 1.22 mended, mended in 1.20's source by the same idea: a deleted pod's container could be removed before its
/// exit code and termination message were in the pod's status, which then lost them, and its sandbox stayed until the collection once a minute.
/// Containers now go once the status that tells of their end is known.
/// </summary>
internal static class KubeletFix
{
    private static readonly (string Before, string After)[] Changes =
    [
        (
            """
            			// generate the api status using the cached runtime status to get up-to-date ContainerStatuses
            			apiPodStatus := kl.generateAPIPodStatus(syncedPod, podStatus)
            """,
            """
            			apiPodStatus, known := kl.statusManager.GetPodStatus(podID)
            """),
        (
            "(syncedPod.DeletionTimestamp != nil && notRunning(apiPodStatus.ContainerStatuses))",
            "(known && syncedPod.DeletionTimestamp != nil && notRunning(apiPodStatus.ContainerStatuses))"),
        (
            """
            		// After an evicted pod is synced, all dead containers in the pod can be removed.
            		if eviction.PodIsEvicted(pod.Status) {
            """,
            """
            		// After an evicted or deleted pod is synced, all dead containers in the pod can be removed.
            		if eviction.PodIsEvicted(pod.Status) || (pod.DeletionTimestamp != nil && len(pod.Status.ContainerStatuses) > 0 && notRunning(pod.Status.ContainerStatuses)) {
            """),
    ];

    /// <exception cref="InvalidDataException">The source is not the one that the changes were made for.</exception>
    public static void Apply(string tree)
    {
        var file = Path.Combine(tree, "pkg", "kubelet", "kubelet.go");
        var source = File.ReadAllText(file);
        foreach (var (before, after) in Changes)
        {
            if (!source.Contains(before, StringComparison.Ordinal)) throw new InvalidDataException($"{file} does not hold what is to be changed: {before.Trim()}");
            source = source.Replace(before, after, StringComparison.Ordinal);
        }

        File.WriteAllText(file, source);
    }
}
