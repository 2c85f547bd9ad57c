using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>Whether a node suits an ask at all, whoever uses it now. Each rule says why not, in words.</summary>
public static class NodeFilters
{
    private static readonly IReadOnlyList<Func<NodeState, GpuAsk, string?>> Lasting = [Capacity, Product, Memory, Selector, Taints];
    private static readonly IReadOnlyList<Func<NodeState, GpuAsk, string?>> Passing = [Readiness, Cordon];

    /// <summary>Why the node cannot take the ask now; null when it can.</summary>
    /// <param name="node">The node.</param>
    /// <param name="ask">The ask.</param>
    /// <returns>A reason such as <c>is cordoned</c>, or null.</returns>
    public static string? WhyNotNow(NodeState node, GpuAsk ask) => First(Passing, node, ask) ?? First(Lasting, node, ask);

    /// <summary>Whether the node could ever take the ask: readiness and cordons pass, labels and capacity stay.</summary>
    /// <param name="node">The node.</param>
    /// <param name="ask">The ask.</param>
    /// <returns>True when it could.</returns>
    public static bool CouldEver(NodeState node, GpuAsk ask) => First(Lasting, node, ask) is null;

    private static string? First(IReadOnlyList<Func<NodeState, GpuAsk, string?>> filters, NodeState node, GpuAsk ask)
    {
        foreach (var filter in filters)
        {
            if (filter(node, ask) is { } reason) return reason;
        }

        return null;
    }

    private static string? Readiness(NodeState node, GpuAsk ask) => node.Ready ? null : "is not ready";

    private static string? Cordon(NodeState node, GpuAsk ask) => node.Schedulable ? null : "is cordoned";

    private static string? Capacity(NodeState node, GpuAsk ask) =>
        node.Gpus.GetValueOrDefault(ask.Resource) >= ask.Count ? null : $"has {node.Gpus.GetValueOrDefault(ask.Resource)} {ask.Resource}";

    private static string? Product(NodeState node, GpuAsk ask) =>
        ask.Products.Count == 0 || (node.Product is not null && ask.Products.Contains(node.Product)) ? null : $"has {node.Product ?? "no product label"}";

    private static string? Memory(NodeState node, GpuAsk ask) =>
        ask.MinMemoryMiB is not { } least || node.MemoryMiB >= least ? null : $"has GPUs of {node.MemoryMiB?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} MiB";

    private static string? Selector(NodeState node, GpuAsk ask)
    {
        foreach (var (key, value) in ask.NodeSelector)
        {
            if (node.Labels.GetValueOrDefault(key) != value) return $"lacks the label {key}={value}";
        }

        return null;
    }

    private static string? Taints(NodeState node, GpuAsk ask) =>
        node.Taints.FirstOrDefault(taint => taint.Repels && !ask.Tolerations.Any(toleration => toleration.Tolerates(taint))) is { } taint
            ? $"has the taint {taint.Key}" : null;
}
