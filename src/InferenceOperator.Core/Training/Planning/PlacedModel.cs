using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A model while the plan is made.</summary>
internal sealed class PlacedModel(ModelDemand demand, IReadOnlyList<PodState> pods)
{
    public ModelDemand Demand { get; } = demand;

    /// <summary>Its pods on nodes that are not stopping.</summary>
    public IReadOnlyList<PodState> Bound { get; } = [.. pods.Where(pod => pod.Node is not null)];

    /// <summary>A rollout made a pod more than wanted, and it has no node yet.</summary>
    public bool SurgeWaits { get; } = pods.Count > demand.WantedReplicas && pods.Any(pod => pod.Node is null);

    /// <summary>That pod has a place.</summary>
    public bool Surge { get; set; }

    /// <summary>Places found for replicas that have no pod on a node.</summary>
    public List<GpuPlace> Places { get; } = [];

    /// <summary>No node of the cluster could ever take it.</summary>
    public bool NoSuitableNode { get; init; }

    /// <summary>GPUs-to-be of which some replicas are assured: being released, or taken from training by this plan.</summary>
    public int Coming { get; set; }

    /// <summary>Replicas with a place.</summary>
    public int Placed => Math.Min(Bound.Count, Demand.WantedReplicas) + Places.Count;

    /// <summary>It goes on without GPUs: what serves on CPU nodes stays until a GPU is there to take its place.</summary>
    public bool StaysOnCpu => Demand is { CpuFallback: true, OnCpu: true } && Placed == 0;

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
