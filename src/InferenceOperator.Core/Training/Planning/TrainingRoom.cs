using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What is free for training: each pool keeps its own reserve and limit, whatever pools a job's nodes are of.</summary>
internal sealed class TrainingRoom
{
    private readonly ClusterView _view;
    private readonly Dictionary<string, NodeSet> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Pool, string Resource), int> _free = [];

    public TrainingRoom(ClusterView view)
    {
        _view = view;
        for (var index = 0; index < view.Nodes.Nodes.Count; index++)
        {
            var (node, pool) = (view.Nodes.Nodes[index], view.PoolOf(index).Name);
            if (!_nodes.TryGetValue(pool, out var nodes)) _nodes[pool] = nodes = new NodeSet(view.Nodes.Nodes.Count);
            nodes.Add(index);
            if (node is not { Ready: true, Schedulable: true }) continue;
            foreach (var resource in node.Gpus.Keys)
                _free[(pool, resource)] = _free.GetValueOrDefault((pool, resource)) + Math.Max(0, view.Free.FreeOn(index, resource));
        }

        foreach (var job in view.Jobs)
        {
            foreach (var (pod, node) in job.Staying) Hold(view.PoolOf(node), job.Demand.IsForeign ? pod.Gpus.Values.Sum() : job.Demand.Ask.Count);
            foreach (var place in job.Reserved.Concat(job.Awaited)) Hold(view.PoolOf(place.Node), place.Ask.Count);
        }
    }

    /// <summary>As many places as fit, at most so many; none when fewer than needed.</summary>
    /// <param name="ask">What a worker asks for.</param>
    /// <param name="most">The most.</param>
    /// <param name="least">The fewest that are of use.</param>
    /// <param name="refused">Takes the pools that had a place and did not give it.</param>
    public IReadOnlyList<GpuPlace> Take(GpuAsk ask, int most, int least, List<PoolRules> refused)
    {
        List<GpuPlace> places = [];
        NodeSet? except = null;
        while (places.Count < most && TryTake(ask, refused, ref except) is { } place) places.Add(place);
        if (places.Count >= least) return places;
        foreach (var place in places) Return(place);
        return [];
    }

    /// <summary>A place for each, or none at all.</summary>
    /// <param name="asks">What the workers ask for.</param>
    /// <param name="refused">Takes the pools that had a place and did not give it.</param>
    public IReadOnlyList<GpuPlace> TakeAll(IReadOnlyList<GpuAsk> asks, List<PoolRules> refused)
    {
        List<GpuPlace> places = [];
        NodeSet? except = null;
        // The largest first: what is left between them takes the small ones.
        foreach (var ask in asks.OrderByDescending(ask => ask.Count))
        {
            if (TryTake(ask, refused, ref except) is { } place) places.Add(place);
            else break;
        }

        if (places.Count == asks.Count) return places;
        foreach (var place in places) Return(place);
        return [];
    }

    private GpuPlace? TryTake(GpuAsk ask, List<PoolRules> refused, ref NodeSet? except)
    {
        while (_view.Free.TryTake(ask, except) is { } place)
        {
            if (ask.Count == 0) return place;
            var pool = _view.PoolOf(place.Node);
            var free = _free.GetValueOrDefault((pool.Name, ask.Resource)) - ask.Count;
            if (!(_held.GetValueOrDefault(pool.Name) + ask.Count > pool.TrainingMaxGpus) && (pool.Reserve == 0 || free >= pool.Reserve))
            {
                _free[(pool.Name, ask.Resource)] = free;
                Hold(pool, ask.Count);
                return place;
            }

            // A pool that has refused once refuses the rest of the gang too.
            _view.Free.Return(place);
            refused.Add(pool);
            (except ??= new NodeSet(_view.Nodes.Nodes.Count)).AddAll(_nodes[pool.Name]);
        }

        return null;
    }

    private void Return(GpuPlace place)
    {
        _view.Free.Return(place);
        if (place.Ask.Count == 0) return;
        var pool = _view.PoolOf(place.Node);
        _free[(pool.Name, place.Ask.Resource)] += place.Ask.Count;
        Hold(pool, -place.Ask.Count);
    }

    private void Hold(PoolRules pool, int gpus) => _held[pool.Name] = _held.GetValueOrDefault(pool.Name) + gpus;
}
