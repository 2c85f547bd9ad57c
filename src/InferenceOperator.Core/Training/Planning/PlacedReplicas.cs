using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The replicas for which room is made, by the node on which each has its place; with each move the ledger is kept right.</summary>
internal sealed class PlacedReplicas
{
    private readonly GpuLedger _future;
    private readonly Dictionary<int, List<ReplicaAsk>> _on;

    /// <param name="all">Each has a place on a node.</param>
    /// <param name="future">Where these places are taken.</param>
    public PlacedReplicas(IReadOnlyCollection<ReplicaAsk> all, GpuLedger future)
    {
        (All, _future) = (all, future);
        _on = all.GroupBy(ask => ask.Place!.Value.Node).ToDictionary(group => group.Key, group => group.ToList());
    }

    public IReadOnlyCollection<ReplicaAsk> All { get; }

    /// <summary>Those on a node that hold some of a resource, the small ones first: they find another place most easily.</summary>
    public IReadOnlyList<ReplicaAsk> On(int node, string resource) => _on.TryGetValue(node, out var there)
        ? [.. there.Where(ask => ask.Place!.Value.Ask.Resource == resource).OrderBy(ask => ask.Place!.Value.Ask.Count)]
        : [];

    public void Move(ReplicaAsk ask, GpuPlace to)
    {
        Lift(ask);
        Put(ask, to);
    }

    /// <summary>Takes a replica off its node; it is to be put somewhere.</summary>
    public void Lift(ReplicaAsk ask)
    {
        var from = ask.Place!.Value;
        _future.Return(from);
        _on[from.Node].Remove(ask);
        ask.Place = null;
    }

    /// <summary>Puts a replica that is on no node to a place, whether or not it is free.</summary>
    public void Put(ReplicaAsk ask, GpuPlace to)
    {
        _future.Hold(to);
        if (!_on.TryGetValue(to.Node, out var there)) _on[to.Node] = there = [];
        there.Add(ask);
        ask.Place = to;
    }
}
