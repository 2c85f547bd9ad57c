using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>The nodes by number, and which of them suit an ask: found once for all that ask alike.</summary>
internal sealed class NodeIndex
{
    private readonly Dictionary<string, int> _byName;
    private readonly Dictionary<GpuAsk, Suitable> _byObject = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GpuAsk, Suitable> _byMeaning = new(AskComparer.Instance);

    public NodeIndex(IReadOnlyList<NodeState> nodes)
    {
        Nodes = nodes;
        _byName = new Dictionary<string, int>(nodes.Count, StringComparer.Ordinal);
        for (var index = 0; index < nodes.Count; index++) _byName.Add(nodes[index].Name, index);
    }

    public IReadOnlyList<NodeState> Nodes { get; }

    /// <summary>The number of a node; -1 when there is none of that name.</summary>
    public int Of(string? name) => name is not null && _byName.TryGetValue(name, out var index) ? index : -1;

    /// <summary>The nodes that can take the ask now, were they free.</summary>
    public NodeSet SuitableFor(GpuAsk ask) => Look(ask).Nodes;

    /// <summary>How many GPUs there are on them.</summary>
    public int TotalFor(GpuAsk ask) => Look(ask).Gpus;

    private Suitable Look(GpuAsk ask)
    {
        if (_byObject.TryGetValue(ask, out var known)) return known;
        if (!_byMeaning.TryGetValue(ask, out var suitable)) _byMeaning[ask] = suitable = Find(ask);
        return _byObject[ask] = suitable;
    }

    private Suitable Find(GpuAsk ask)
    {
        var (found, gpus) = (new NodeSet(Nodes.Count), 0);
        for (var index = 0; index < Nodes.Count; index++)
        {
            if (!NodeFilters.SuitsNow(Nodes[index], ask)) continue;
            found.Add(index);
            gpus += Nodes[index].Gpus.GetValueOrDefault(ask.Resource);
        }

        return new Suitable(found, gpus);
    }

    private sealed record Suitable(NodeSet Nodes, int Gpus);
}
