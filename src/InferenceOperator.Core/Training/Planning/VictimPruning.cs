using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// The last look at the whole: somebody taken for an early replica may be spared because of what a later one made free. The dearest is tried
/// first; whoever can be put back, whole or in part, with every replica still placed is put back. The idea is Kueue's: remove until it fits,
/// then fill back.
/// </summary>
internal sealed class VictimPruning
{
    private readonly VictimMarket _market;
    private readonly PlacedReplicas _placed;
    private readonly Repacking _repacking;
    private readonly ILookup<NodeSet, ReplicaAsk> _asks;

    public VictimPruning(VictimMarket market, IEnumerable<ReplicaAsk> met)
    {
        _market = market;
        var placed = met.Where(ask => ask.Place is { Node: >= 0 }).ToList();
        _asks = placed.ToLookup(ask => market.Future.Nodes.SuitableFor(ask.Model.Demand.Ask));
        _placed = new PlacedReplicas(placed, market.Future);
        _repacking = new Repacking(_placed, market.Future);
    }

    public void Prune()
    {
        var taken = _market.Candidates.Where(candidate => candidate.Taken > 0)
            .OrderByDescending(Last).ThenByDescending(candidate => candidate.Loss).ThenByDescending(candidate => candidate.Order).ToList();
        foreach (var candidate in taken)
        {
            if (TryReturn(candidate, 0)) continue;
            if (candidate.ByOnes is null || (candidate.Taken > candidate.MostByOnes && !TryReturn(candidate, candidate.MostByOnes))) continue;
            while (candidate.Taken > 1 && TryReturn(candidate, candidate.Taken - 1))
            {
            }
        }
    }

    private static Standing? Last(Candidate candidate) => candidate.Taken > candidate.MostByOnes ? candidate.Whole : candidate.ByOnes;

    /// <summary>Puts back what was taken beyond so many; replicas on these nodes move to others, or all stays as it is.</summary>
    private bool TryReturn(Candidate candidate, int taken)
    {
        var back = candidate.Between(taken, candidate.Taken).ToList();
        foreach (var holding in back) _market.Future.Hold(holding.Node, holding.Gpus);
        List<(ReplicaAsk Ask, GpuPlace From)> moved = [];
        if (back.TrueForAll(holding => holding.Node < 0 || holding.Gpus.Keys.All(resource => TryClear(holding.Node, resource, moved))))
        {
            _market.Set(candidate, taken);
            return true;
        }

        foreach (var (ask, from) in Enumerable.Reverse(moved)) _placed.Move(ask, from);
        if (_repacking.TryClear([.. back.SelectMany(holding => holding.Gpus.Keys.Select(resource => (holding.Node, resource))).Distinct().Where(IsShort)]))
        {
            _market.Set(candidate, taken);
            return true;
        }

        foreach (var holding in back) _market.Future.Release(holding.Node, holding.Gpus);
        return false;
    }

    private bool IsShort((int Node, string Resource) place) => place.Node >= 0 && _market.Future.FreeOn(place.Node, place.Resource) < 0;

    private bool TryClear(int node, string resource, List<(ReplicaAsk Ask, GpuPlace From)> moved)
    {
        if (_market.Future.FreeOn(node, resource) >= 0) return true;
        var here = new NodeSet(_market.Future.Nodes.Nodes.Count);
        here.Add(node);
        foreach (var ask in _placed.On(node, resource))
        {
            if (TryMove(ask, here, [], moved) && _market.Future.FreeOn(node, resource) >= 0) return true;
        }

        return false;
    }

    /// <summary>
    /// Moves a replica to where it is free, or into the place of one that may go where it may not: an augmenting path of the matching of
    /// replicas and nodes. Those that may go to the same nodes are tried once, for where one of them finds nothing none does.
    /// </summary>
    private bool TryMove(ReplicaAsk ask, NodeSet here, HashSet<NodeSet> tried, List<(ReplicaAsk Ask, GpuPlace From)> moved)
    {
        var from = ask.Place!.Value;
        if (_market.Future.TryTake(from.Ask, here) is { } place)
        {
            _market.Future.Return(place);
            moved.Add((ask, from));
            _placed.Move(ask, place);
            return true;
        }

        var suitable = _market.Future.Nodes.SuitableFor(from.Ask);
        tried.Add(suitable);
        foreach (var kind in _asks.Where(kind => !tried.Contains(kind.Key)))
        {
            var other = kind.FirstOrDefault(other => other.Place is { Node: >= 0 } there && there.Ask.Resource == from.Ask.Resource && there.Ask.Count == from.Ask.Count
                && suitable.Contains(there.Node) && !here.Contains(there.Node));
            if (other?.Place is not { } theirs || !TryMove(other, here, tried, moved)) continue;
            moved.Add((ask, from));
            // The place, not what the other asks of a node: with that it would next be moved to where it may not go, and the search would not end.
            _placed.Move(ask, theirs with { Ask = from.Ask });
            return true;
        }

        return false;
    }
}
