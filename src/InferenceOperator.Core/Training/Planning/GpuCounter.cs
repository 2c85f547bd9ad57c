using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Counts the GPUs of ready nodes by pool and product, and who holds them.</summary>
internal static class GpuCounter
{
    public static IReadOnlyList<GpuCount> Count(ClusterView view)
    {
        var rows = new SortedDictionary<(string Pool, string Product), Row>();
        var byNode = new Dictionary<string, Row>?[view.Nodes.Nodes.Count];
        for (var index = 0; index < byNode.Length; index++)
        {
            var node = view.Nodes.Nodes[index];
            if (!node.Ready) continue;
            byNode[index] = new Dictionary<string, Row>(StringComparer.Ordinal);
            foreach (var (resource, count) in node.Gpus.Where(gpus => gpus.Value > 0)) Find(view, rows, byNode[index]!, index, resource).Capacity += count;
        }

        foreach (var (pod, node) in view.Pods)
        {
            if (node < 0 || byNode[node] is not { } ofNode) continue;
            foreach (var (resource, count) in pod.Gpus) Find(view, rows, ofNode, node, resource).Held[Column(pod)] += count;
        }

        return [.. rows.Select(row => new GpuCount(
            row.Key.Pool, row.Key.Product, row.Value.Capacity, row.Value.Held[0], row.Value.Held[1], row.Value.Held[2], row.Value.Held[3]))];
    }

    private static Row Find(ClusterView view, SortedDictionary<(string Pool, string Product), Row> rows, Dictionary<string, Row> ofNode, int index, string resource)
    {
        if (ofNode.TryGetValue(resource, out var known)) return known;
        var product = view.Nodes.Nodes[index].Product ?? "unknown";
        var key = (view.PoolOf(index).Name, resource == GpuResources.WholeGpu ? product : $"{product} {resource[GpuResources.MigPrefix.Length..]}");
        if (!rows.TryGetValue(key, out var row)) rows[key] = row = new Row();
        return ofNode[resource] = row;
    }

    private static int Column(PodState pod) => pod switch
    {
        { Terminating: true } => 3,
        { Owner: PodOwner.Model } => 0,
        { Owner: PodOwner.Training } => 1,
        _ => 2,
    };

    private sealed class Row
    {
        public int Capacity { get; set; }

        /// <summary>Inference, training, others, terminating.</summary>
        public int[] Held { get; } = new int[4];
    }
}
