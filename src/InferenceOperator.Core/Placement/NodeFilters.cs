using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>Whether a node suits an ask at all, whoever uses it now.</summary>
public static class NodeFilters
{
    /// <summary>Whether the node can take the ask now, were it free.</summary>
    /// <param name="node">The node.</param>
    /// <param name="ask">The ask.</param>
    /// <returns>True when it can.</returns>
    public static bool SuitsNow(NodeState node, GpuAsk ask) => node.Ready && node.Schedulable && CouldEver(node, ask);

    /// <summary>Whether the node could ever take the ask: readiness and cordons pass, labels and capacity stay.</summary>
    /// <param name="node">The node.</param>
    /// <param name="ask">The ask.</param>
    /// <returns>True when it could.</returns>
    public static bool CouldEver(NodeState node, GpuAsk ask) =>
        node.Gpus.GetValueOrDefault(ask.Resource) >= ask.Count && HasProduct(node, ask) && HasMemory(node, ask) && HasLabels(node, ask) && IsTolerated(node, ask);

    private static bool HasProduct(NodeState node, GpuAsk ask) => ask.Products.Count == 0 || (node.Product is not null && ask.Products.Contains(node.Product));

    private static bool HasMemory(NodeState node, GpuAsk ask) => ask.MinMemoryMiB is not { } least || node.MemoryMiB >= least;

    private static bool HasLabels(NodeState node, GpuAsk ask)
    {
        foreach (var (key, value) in ask.NodeSelector)
        {
            if (node.Labels.GetValueOrDefault(key) != value) return false;
        }

        return true;
    }

    private static bool IsTolerated(NodeState node, GpuAsk ask)
    {
        foreach (var taint in node.Taints)
        {
            if (taint.Repels && !ask.Tolerations.Any(toleration => toleration.Tolerates(taint))) return false;
        }

        return true;
    }
}
