using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A model while the plan is made.</summary>
internal sealed class PlacedModel
{
    private readonly List<GpuPlace> _places = [];
    private readonly ReplicaSpread _spread;

    public PlacedModel(ModelDemand demand, IReadOnlyList<PlacedPod> pods, int nodes)
    {
        Demand = demand;
        Bound = [.. pods.Where(placed => placed.Pod.Node is not null)];
        SurgeWaits = pods.Count > demand.WantedReplicas && Bound.Count < pods.Count;
        _spread = new ReplicaSpread(nodes);
        foreach (var (_, node) in Bound) _spread.Add(node);
    }

    public ModelDemand Demand { get; }

    /// <summary>Its pods on nodes that are not stopping.</summary>
    public IReadOnlyList<PlacedPod> Bound { get; }

    /// <summary>A rollout made a pod more than wanted, and it has no node yet.</summary>
    public bool SurgeWaits { get; }

    /// <summary>That pod has a place, or the one that is to be made.</summary>
    public bool Surge { get; set; }

    /// <summary>The pod that is to be made will have one: GPUs are being released, or are taken by this plan.</summary>
    public bool SurgeComing { get; set; }

    /// <summary>Places found for replicas that have no pod on a node.</summary>
    public IReadOnlyList<GpuPlace> Places => _places;

    /// <summary>No node of the cluster could ever take it.</summary>
    public bool NoSuitableNode { get; init; }

    /// <summary>GPUs-to-be of which some replicas are assured: being released, or taken by this plan.</summary>
    public int Coming { get; set; }

    /// <summary>Replicas with a place.</summary>
    public int Placed => Math.Min(Bound.Count, Demand.WantedReplicas) + Places.Count;

    /// <summary>It goes on without GPUs: what serves on CPU nodes stays until a GPU is there to take its place.</summary>
    public bool StaysOnCpu => Demand is { CpuFallback: true, OnCpu: true } && Placed == 0;

    /// <summary>Replicas without one.</summary>
    public int Unmet => NoSuitableNode ? 0 : Demand.WantedReplicas - Placed;

    /// <summary>Finds a place for one replica more, where fewest of its own are.</summary>
    public bool TryPlace(GpuLedger free)
    {
        if (free.TryTake(Demand.Ask, _spread) is not { } place) return false;
        _places.Add(place);
        _spread.Add(place.Node);
        return true;
    }
}
