using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A model that may have to give replicas to one of higher priority.</summary>
internal sealed class YieldingModel
{
    private readonly Dictionary<GpuAsk, bool> _serves = new(AskComparer.Instance);
    private readonly NodeIndex _nodes;

    public YieldingModel(PlacedModel placed, NodeIndex nodes)
    {
        (Placed, _nodes) = (placed, nodes);
        Surplus = Math.Max(0, placed.Placed - placed.Demand.MinReplicas);
        // The newest first: they have the least to lose. Places that it was to have come before pods that it has.
        var gpus = new Dictionary<string, int> { [placed.Demand.Ask.Resource] = placed.Demand.Ask.Count };
        Replicas =
        [
            .. placed.Places.Select(place => new ReplicaCandidate(this, new Holding(place.Node, gpus), runs: false)),
            .. Running.Reverse().Select(pod => new ReplicaCandidate(this, new Holding(pod.Node, pod.Pod.Gpus), runs: true)),
        ];
    }

    public PlacedModel Placed { get; }

    public IReadOnlyList<ReplicaCandidate> Replicas { get; }

    /// <summary>Replicas that it gives up.</summary>
    public int Yielded { get; set; }

    /// <summary>Replicas beyond the fewest that its owner wants.</summary>
    public int Surplus { get; }

    /// <summary>
    /// Replicas that are left to it for now. While pods of it are to go, it gets no new one: the two would cancel out.
    /// </summary>
    public int Left => Replicas.Count(replica => replica is { Runs: true, Taken: > 0 }) is var pods and > 0 ? Running.Count() - pods : Placed.Placed - Yielded;

    private IEnumerable<PlacedPod> Running => Placed.Bound.Take(Placed.Demand.WantedReplicas);

    /// <summary>
    /// Whether an ask is served whichever of its pods goes. A Deployment that is lowered chooses by itself, and a pod that is gone in vain would
    /// be followed by the next.
    /// </summary>
    public bool AnyServes(GpuAsk ask)
    {
        if (!_serves.TryGetValue(ask, out var serves))
            _serves[ask] = serves = Running.All(pod => pod.Node >= 0 && _nodes.SuitableFor(ask).Contains(pod.Node) && pod.Pod.Gpus.GetValueOrDefault(ask.Resource) >= ask.Count);
        return serves;
    }
}
