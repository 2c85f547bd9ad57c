using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What is free for training: each pool keeps its own reserve and limit, whatever pools a job's nodes are of.</summary>
internal sealed class TrainingRoom
{
    private readonly ClusterView _view;
    private readonly Dictionary<string, int> _held;
    private readonly ILookup<string, string> _nodes;

    public TrainingRoom(ClusterView view)
    {
        _view = view;
        _held = view.Jobs.SelectMany(Held).GroupBy(held => held.Pool, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(held => held.Gpus), StringComparer.Ordinal);
        _nodes = view.Snapshot.Nodes.Where(node => node is { Ready: true, Schedulable: true })
            .ToLookup(node => view.PoolOf(node.Name).Name, node => node.Name, StringComparer.Ordinal);
    }

    /// <summary>As many places as fit, at most so many; none when fewer than needed.</summary>
    /// <param name="ask">What a worker asks for.</param>
    /// <param name="most">The most.</param>
    /// <param name="least">The fewest that are of use.</param>
    /// <param name="refused">Takes the pools that had a place and did not give it.</param>
    public IReadOnlyList<GpuPlace> Take(GpuAsk ask, int most, int least, List<PoolRules> refused)
    {
        List<GpuPlace> places = [];
        while (places.Count < most && TryTake(ask, refused) is { } place) places.Add(place);
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
        // The largest first: what is left between them takes the small ones.
        foreach (var ask in asks.OrderByDescending(ask => ask.Count))
        {
            if (TryTake(ask, refused) is { } place) places.Add(place);
            else break;
        }

        if (places.Count == asks.Count) return places;
        foreach (var place in places) Return(place);
        return [];
    }

    private GpuPlace? TryTake(GpuAsk ask, List<PoolRules> refused)
    {
        // A pool that has refused once refuses the rest of the gang too.
        while (_view.Free.TryTake(ask, allowed: refused.Count == 0 ? null : node => !refused.Contains(_view.PoolOf(node))) is { } place)
        {
            if (ask.Count == 0) return place;
            var pool = _view.PoolOf(place.Node);
            var held = _held.GetValueOrDefault(pool.Name) + ask.Count;
            if (!(held > pool.TrainingMaxGpus) && FreeIn(pool, ask.Resource) >= pool.Reserve)
            {
                _held[pool.Name] = held;
                return place;
            }

            _view.Free.Return(place);
            refused.Add(pool);
        }

        return null;
    }

    private void Return(GpuPlace place)
    {
        _view.Free.Return(place);
        if (place.Ask.Count > 0) _held[_view.PoolOf(place.Node).Name] -= place.Ask.Count;
    }

    private int FreeIn(PoolRules pool, string resource) =>
        pool.Reserve == 0 ? 0 : _nodes[pool.Name].Sum(node => Math.Max(0, _view.Free.FreeOn(node, resource)));

    private IEnumerable<(string Pool, int Gpus)> Held(JobView job)
    {
        var pods = job.Staying.Select(pod => (Node: pod.Node!, Gpus: job.Demand.IsForeign ? pod.Gpus.Values.Sum() : job.Demand.Ask.Count));
        var places = job.Reserved.Concat(job.Awaited).Select(place => (place.Node, Gpus: place.Ask.Count));
        return pods.Concat(places).Select(held => (_view.PoolOf(held.Node).Name, held.Gpus));
    }
}
