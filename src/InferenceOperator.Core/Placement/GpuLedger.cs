using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>How many GPUs are free on each node, by resource. Places are taken and given back while a plan is made.</summary>
public sealed class GpuLedger
{
    private readonly IReadOnlyList<NodeState> _nodes;
    private readonly SuitableNodes _suitable;
    private readonly Dictionary<string, int> _indexes;
    private readonly Dictionary<string, int[]> _free;

    /// <summary>Everything that ready nodes offer is free.</summary>
    /// <param name="nodes">The nodes.</param>
    public GpuLedger(IReadOnlyList<NodeState> nodes)
    {
        _nodes = nodes;
        _suitable = new SuitableNodes(nodes);
        _indexes = nodes.Select((node, index) => (node.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        _free = nodes.SelectMany(node => node.Gpus.Keys).Distinct(StringComparer.Ordinal).ToDictionary(
            resource => resource, resource => nodes.Select(node => node.Gpus.GetValueOrDefault(resource)).ToArray(), StringComparer.Ordinal);
    }

    private GpuLedger(GpuLedger other)
    {
        (_nodes, _suitable, _indexes) = (other._nodes, other._suitable, other._indexes);
        _free = other._free.ToDictionary(pair => pair.Key, pair => (int[])pair.Value.Clone(), StringComparer.Ordinal);
    }

    /// <summary>A ledger of its own with the same state.</summary>
    /// <returns>The copy.</returns>
    public GpuLedger Copy() => new(this);

    /// <summary>Takes what a pod holds on its node, whether or not it was free.</summary>
    /// <param name="node">The node; an unknown one holds nothing.</param>
    /// <param name="gpus">By resource.</param>
    public void Hold(string node, IReadOnlyDictionary<string, int> gpus) => Change(node, gpus, -1);

    /// <summary>Gives back what a pod held.</summary>
    /// <param name="node">The node.</param>
    /// <param name="gpus">By resource.</param>
    public void Release(string node, IReadOnlyDictionary<string, int> gpus) => Change(node, gpus, 1);

    /// <summary>Takes a place for an ask.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="avoid">Nodes that hold replicas of the same model, by number of them: fewer are better.</param>
    /// <param name="allowed">Nodes that may be taken; null: all.</param>
    /// <returns>The place, or null when there is none.</returns>
    public GpuPlace? TryTake(GpuAsk ask, IReadOnlyDictionary<string, int>? avoid = null, Func<string, bool>? allowed = null)
    {
        if (ask.Count == 0) return new GpuPlace("", ask);
        if (!_free.TryGetValue(ask.Resource, out var free)) return null;
        var best = -1;
        var bestScore = (int.MaxValue, int.MaxValue);
        foreach (var index in _suitable.For(ask))
        {
            var rest = free[index] - ask.Count;
            if (rest < 0 || allowed?.Invoke(_nodes[index].Name) == false) continue;
            // Spread the replicas of a model first; then pack, so that whole nodes stay free for large asks.
            var score = (avoid?.GetValueOrDefault(_nodes[index].Name) ?? 0, rest);
            if (score.CompareTo(bestScore) >= 0) continue;
            (best, bestScore) = (index, score);
        }

        if (best < 0) return null;
        free[best] -= ask.Count;
        return new GpuPlace(_nodes[best].Name, ask);
    }

    /// <summary>Takes a place on one node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="ask">The ask.</param>
    /// <returns>The place, or null when the node is unknown, does not suit or has too few free.</returns>
    public GpuPlace? TryTakeOn(string node, GpuAsk ask)
    {
        if (!_indexes.TryGetValue(node, out var index) || !_free.TryGetValue(ask.Resource, out var free)) return null;
        if (free[index] < ask.Count || NodeFilters.WhyNotNow(_nodes[index], ask) is not null) return null;
        free[index] -= ask.Count;
        return new GpuPlace(node, ask);
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="place">The place.</param>
    public void Return(GpuPlace place)
    {
        if (place.Ask.Count > 0) _free[place.Ask.Resource][_indexes[place.Node]] += place.Ask.Count;
    }

    /// <summary>Whether one more would fit.</summary>
    /// <param name="ask">The ask.</param>
    /// <returns>True when it would.</returns>
    public bool Fits(GpuAsk ask)
    {
        if (TryTake(ask) is not { } place) return false;
        Return(place);
        return true;
    }

    /// <summary>The nodes that can take an ask now, were they free.</summary>
    /// <param name="ask">The ask.</param>
    /// <returns>Their names.</returns>
    public IEnumerable<string> NodesFor(GpuAsk ask) => _suitable.For(ask).Select(index => _nodes[index].Name);

    /// <summary>How many GPUs are free on a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="resource">The resource.</param>
    /// <returns>The number; below 0 where more is held than there is.</returns>
    public int FreeOn(string node, string resource) => _free.TryGetValue(resource, out var free) && _indexes.TryGetValue(node, out var index) ? free[index] : 0;

    /// <summary>How many GPUs are free on nodes that suit an ask, and how many there are on them.</summary>
    /// <param name="ask">The ask.</param>
    /// <returns>Free and total.</returns>
    public (int Free, int Total) Count(GpuAsk ask)
    {
        if (!_free.TryGetValue(ask.Resource, out var free)) return (0, 0);
        var suitable = _suitable.For(ask);
        return (suitable.Sum(index => Math.Max(0, free[index])), suitable.Sum(index => _nodes[index].Gpus.GetValueOrDefault(ask.Resource)));
    }

    private void Change(string node, IReadOnlyDictionary<string, int> gpus, int sign)
    {
        if (!_indexes.TryGetValue(node, out var index)) return;
        foreach (var (resource, count) in gpus)
        {
            if (_free.TryGetValue(resource, out var free)) free[index] += sign * count;
        }
    }
}
