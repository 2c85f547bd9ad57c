using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>The nodes that suit one kind of ask, found once for all replicas that ask alike.</summary>
internal sealed class SuitableNodes(IReadOnlyList<NodeState> nodes)
{
    private readonly Dictionary<GpuAsk, int[]> _now = new(ReferenceEqualityComparer.Instance);

    /// <summary>Indexes of the nodes that can take the ask now, were they free.</summary>
    public int[] For(GpuAsk ask)
    {
        if (_now.TryGetValue(ask, out var known)) return known;
        return _now[ask] = [.. Enumerable.Range(0, nodes.Count).Where(index => NodeFilters.WhyNotNow(nodes[index], ask) is null)];
    }
}
