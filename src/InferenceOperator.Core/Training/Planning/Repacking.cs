using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Finds other places for replicas of unlike sizes, where moving them one for one does not do: a large one goes where small ones were, and these
/// go elsewhere. That is bin packing, which nobody solves fast for every case (Martello and Toth, Knapsack Problems, 1990, chapter 8): each way is
/// tried, the largest replica first, until so many were that the plan had better be made.
/// </summary>
internal sealed class Repacking(PlacedReplicas replicas, GpuLedger future)
{
    /// <summary>Nodes looked at for one candidate, and for all of a plan.</summary>
    private const int MostLooks = 2_000;
    private const int MostLooksOfAll = 10_000;

    private readonly Dictionary<string, Extent> _extents = replicas.All.GroupBy(ask => ask.Place!.Value.Ask.Resource, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => Extent.Of(group, future), StringComparer.Ordinal);
    private int _left = MostLooksOfAll;
    private int _looks;

    /// <summary>Moves replicas until no node lacks anything, or leaves all as it is.</summary>
    /// <param name="short">Nodes and resources of which too much is held.</param>
    /// <returns>Whether it did.</returns>
    public bool TryClear(IReadOnlyList<(int Node, string Resource)> @short)
    {
        if (_left <= 0 || !@short.GroupBy(place => place.Resource, StringComparer.Ordinal).All(MayFit)) return false;
        var most = _looks = Math.Min(MostLooks, _left);
        var cleared = Clear(@short, 0, []);
        _left -= most - Math.Max(0, _looks);
        return cleared;
    }

    /// <summary>Among replicas of one size the search for a path has been exact; and what is free must be enough in all.</summary>
    private bool MayFit(IGrouping<string, (int Node, string Resource)> places)
    {
        if (!_extents.TryGetValue(places.Key, out var extent) || !extent.Mixed) return false;
        var missing = places.Sum(place => -future.FreeOn(place.Node, place.Resource));
        foreach (var node in extent.Nodes.Indexes())
        {
            if (future.FreeOn(node, places.Key) is var free and > 0 && (missing -= free) <= 0) return true;
        }

        return missing <= 0;
    }

    private bool Clear(IReadOnlyList<(int Node, string Resource)> @short, int next, List<ReplicaAsk> homeless)
    {
        if (next == @short.Count) return Settle(homeless, []);
        var (node, resource) = @short[next];
        return WithRoom(node, resource, -future.FreeOn(node, resource), [], lifted => Clear(@short, next + 1, [.. homeless, .. lifted]));
    }

    /// <summary>Gives a place to everybody who has none. Whoever got one stays there: in the end each has moved once at most.</summary>
    private bool Settle(List<ReplicaAsk> homeless, HashSet<ReplicaAsk> settled)
    {
        if (homeless.Count == 0) return true;
        var ask = homeless.MaxBy(ask => ask.Model.Demand.Ask.Count)!;
        List<ReplicaAsk> others = [.. homeless.Where(other => other != ask)];
        var wants = ask.Model.Demand.Ask;
        settled.Add(ask);
        // Where it is free before where others must go.
        foreach (var free in (bool[])[true, false])
        {
            foreach (var node in future.Nodes.SuitableFor(wants).Indexes())
            {
                if (_looks <= 0) break;
                _looks--;
                var missing = wants.Count - future.FreeOn(node, wants.Resource);
                if (missing <= 0 != free) continue;
                var place = new GpuPlace(node, wants);
                if (WithRoom(node, wants.Resource, missing, settled, lifted => SettleAt(ask, place, [.. others, .. lifted], settled))) return true;
            }
        }

        settled.Remove(ask);
        return false;
    }

    private bool SettleAt(ReplicaAsk ask, GpuPlace place, List<ReplicaAsk> others, HashSet<ReplicaAsk> settled)
    {
        replicas.Put(ask, place);
        if (Settle(others, settled)) return true;
        replicas.Lift(ask);
        return false;
    }

    /// <summary>Tries to go on with each smallest set of replicas taken off a node that leaves enough there, until one way leads to the end.</summary>
    private bool WithRoom(int node, string resource, int missing, HashSet<ReplicaAsk> settled, Func<IReadOnlyList<ReplicaAsk>, bool> goOn)
    {
        if (missing <= 0) return goOn([]);
        var there = replicas.On(node, resource).Where(ask => !settled.Contains(ask)).ToList();
        if (there.Sum(ask => ask.Model.Demand.Ask.Count) < missing) return false;
        foreach (var lifted in ReplicaSets.Smallest(there, missing))
        {
            if (_looks-- <= 0) return false;
            var from = lifted.Select(ask => ask.Place!.Value).ToList();
            foreach (var ask in lifted) replicas.Lift(ask);
            if (goOn(lifted)) return true;
            for (var index = 0; index < lifted.Count; index++) replicas.Put(lifted[index], from[index]);
        }

        return false;
    }

    /// <summary>Where the replicas of a resource may be.</summary>
    /// <param name="Nodes">The nodes.</param>
    /// <param name="Mixed">Some ask for several GPUs at once.</param>
    private sealed record Extent(NodeSet Nodes, bool Mixed)
    {
        public static Extent Of(IEnumerable<ReplicaAsk> asks, GpuLedger future)
        {
            var (nodes, mixed) = (new NodeSet(future.Nodes.Nodes.Count), false);
            foreach (var ask in asks)
            {
                nodes.AddAll(future.Nodes.SuitableFor(ask.Model.Demand.Ask));
                mixed |= ask.Model.Demand.Ask.Count > 1;
            }

            return new Extent(nodes, mixed);
        }
    }
}
