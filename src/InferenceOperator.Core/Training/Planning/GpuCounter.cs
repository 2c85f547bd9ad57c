using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Counts the GPUs of ready nodes by pool and product, and who holds them.</summary>
internal static class GpuCounter
{
    public static IReadOnlyList<GpuCount> Count(ClusterView view)
    {
        var nodes = view.Snapshot.Nodes.Where(node => node.Ready).ToDictionary(node => node.Name, StringComparer.Ordinal);
        var counts = new SortedDictionary<(string Pool, string Product), GpuCount>();
        foreach (var node in nodes.Values)
        {
            foreach (var (resource, count) in node.Gpus.Where(gpus => gpus.Value > 0)) Change(view, counts, node, resource, old => old with { Capacity = old.Capacity + count });
        }

        foreach (var pod in view.Snapshot.Pods)
        {
            if (pod.Node is null || !nodes.TryGetValue(pod.Node, out var node)) continue;
            foreach (var (resource, count) in pod.Gpus) Change(view, counts, node, resource, old => Add(old, pod, count));
        }

        return [.. counts.Values];
    }

    private static void Change(
        ClusterView view, SortedDictionary<(string Pool, string Product), GpuCount> counts, NodeState node, string resource, Func<GpuCount, GpuCount> change)
    {
        var product = node.Product ?? "unknown";
        var key = (view.PoolOf(node.Name).Name, resource == GpuResources.WholeGpu ? product : $"{product} {resource[GpuResources.MigPrefix.Length..]}");
        counts[key] = change(counts.GetValueOrDefault(key) ?? new GpuCount(key.Item1, key.Item2, 0, 0, 0, 0, 0));
    }

    private static GpuCount Add(GpuCount count, PodState pod, int gpus) => pod switch
    {
        { Terminating: true } => count with { Terminating = count.Terminating + gpus },
        { Owner: PodOwner.Model } => count with { Inference = count.Inference + gpus },
        { Owner: PodOwner.Training } => count with { Training = count.Training + gpus },
        _ => count with { Other = count.Other + gpus },
    };
}
