using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>How many GPUs are free on each node, by resource. Places are taken and given back while a plan is made.</summary>
internal sealed class GpuLedger
{
    private readonly Dictionary<string, FreeGpus> _free;

    /// <summary>Everything that the nodes offer is free.</summary>
    /// <param name="nodes">The nodes.</param>
    public GpuLedger(NodeIndex nodes)
    {
        Nodes = nodes;
        _free = nodes.Nodes.SelectMany(node => node.Gpus.Keys).Distinct(StringComparer.Ordinal).ToDictionary(
            resource => resource, resource => new FreeGpus([.. nodes.Nodes.Select(node => node.Gpus.GetValueOrDefault(resource))]), StringComparer.Ordinal);
    }

    private GpuLedger(GpuLedger other)
    {
        Nodes = other.Nodes;
        _free = other._free.ToDictionary(pair => pair.Key, pair => pair.Value.Copy(), StringComparer.Ordinal);
    }

    /// <summary>The nodes.</summary>
    public NodeIndex Nodes { get; }

    /// <summary>A ledger of its own with the same state.</summary>
    /// <returns>The copy.</returns>
    public GpuLedger Copy() => new(this);

    /// <summary>Takes what a pod holds on its node, whether or not it was free.</summary>
    /// <param name="node">The node; below 0: none, or an unknown one.</param>
    /// <param name="gpus">By resource.</param>
    public void Hold(int node, IReadOnlyDictionary<string, int> gpus) => Change(node, gpus, -1);

    /// <summary>Gives back what a pod held.</summary>
    /// <param name="node">The node; below 0: none, or an unknown one.</param>
    /// <param name="gpus">By resource.</param>
    public void Release(int node, IReadOnlyDictionary<string, int> gpus) => Change(node, gpus, 1);

    /// <summary>Takes a place that is free on another ledger, whether or not it is free here.</summary>
    /// <param name="place">The place.</param>
    public void Hold(GpuPlace place) => Change(place, -1);

    /// <summary>Gives a place back.</summary>
    /// <param name="place">The place.</param>
    public void Return(GpuPlace place) => Change(place, 1);

    /// <summary>Takes a place for an ask: packed, so that whole nodes stay free for large asks.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="except">Nodes that may not be taken; null: all may.</param>
    /// <returns>The place, or null when there is none.</returns>
    public GpuPlace? TryTake(GpuAsk ask, NodeSet? except = null)
    {
        if (ask.Count == 0) return new GpuPlace(-1, ask);
        if (!_free.TryGetValue(ask.Resource, out var free) || free.Tightest(ask.Count, Nodes.SuitableFor(ask), except) is not (var node and >= 0)) return null;
        free.Change(node, -ask.Count);
        return new GpuPlace(node, ask);
    }

    /// <summary>Takes a place where fewest replicas of the same model are; among equals as <see cref="TryTake(GpuAsk, NodeSet?)"/>.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="spread">Where its replicas are.</param>
    /// <returns>The place, or null when there is none.</returns>
    public GpuPlace? TryTake(GpuAsk ask, ReplicaSpread spread)
    {
        for (var most = 0; most <= spread.Most; most++)
        {
            if (TryTake(ask, spread.MoreThan(most)) is { } place) return place;
        }

        return null;
    }

    /// <summary>Takes a place on one node.</summary>
    /// <param name="node">The node; below 0: none.</param>
    /// <param name="ask">The ask.</param>
    /// <returns>The place, or null when the node does not suit or has too few free.</returns>
    public GpuPlace? TryTakeOn(int node, GpuAsk ask)
    {
        if (node < 0 || !_free.TryGetValue(ask.Resource, out var free) || free[node] < ask.Count || !Nodes.SuitableFor(ask).Contains(node)) return null;
        free.Change(node, -ask.Count);
        return new GpuPlace(node, ask);
    }

    /// <summary>Whether one more would fit.</summary>
    /// <param name="ask">The ask.</param>
    /// <returns>True when it would.</returns>
    public bool Fits(GpuAsk ask) => ask.Count == 0
        || (_free.TryGetValue(ask.Resource, out var free) && free.Tightest(ask.Count, Nodes.SuitableFor(ask), null) >= 0);

    /// <summary>How many GPUs are free on a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="resource">The resource.</param>
    /// <returns>The number; below 0 where more is held than there is.</returns>
    public int FreeOn(int node, string resource) => _free.TryGetValue(resource, out var free) ? free[node] : 0;

    /// <summary>How many GPUs are free on nodes that suit an ask, and how many there are on them.</summary>
    /// <param name="ask">The ask.</param>
    /// <returns>Free and total.</returns>
    public (int Free, int Total) Count(GpuAsk ask) =>
        _free.TryGetValue(ask.Resource, out var free) ? (free.SumOn(Nodes.SuitableFor(ask)), Nodes.TotalFor(ask)) : (0, 0);

    private void Change(int node, IReadOnlyDictionary<string, int> gpus, int sign)
    {
        if (node < 0) return;
        foreach (var (resource, count) in gpus)
        {
            if (_free.TryGetValue(resource, out var free)) free.Change(node, sign * count);
        }
    }

    private void Change(GpuPlace place, int sign)
    {
        if (place.Node >= 0) _free[place.Ask.Resource].Change(place.Node, sign * place.Ask.Count);
    }
}
