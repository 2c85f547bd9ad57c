using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A model while the plan is made.</summary>
internal sealed class PlacedModel(ModelDemand demand, IReadOnlyList<PodState> bound)
{
    public ModelDemand Demand { get; } = demand;

    /// <summary>Its pods on nodes that are not stopping.</summary>
    public IReadOnlyList<PodState> Bound { get; } = bound;

    /// <summary>Places found for replicas that have no pod on a node.</summary>
    public List<GpuPlace> Places { get; } = [];

    /// <summary>No node of the cluster could ever take it.</summary>
    public bool NoSuitableNode { get; init; }

    /// <summary>GPUs-to-be of which some replicas are assured: being released, or taken from training by this plan.</summary>
    public int Coming { get; set; }

    /// <summary>Replicas with a place.</summary>
    public int Placed => Math.Min(Bound.Count, Demand.WantedReplicas) + Places.Count;

    /// <summary>Replicas without one.</summary>
    public int Unmet => NoSuitableNode ? 0 : Demand.WantedReplicas - Placed;

    /// <summary>Its replicas by node, to spread the next one.</summary>
    public Dictionary<string, int> Spread()
    {
        var spread = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in Bound.Select(pod => pod.Node!).Concat(Places.Select(place => place.Node)))
            spread[node] = spread.GetValueOrDefault(node) + 1;
        return spread;
    }
}
