namespace InferenceOperator.Core.Training.Planning;

/// <summary>A model that may have to give replicas to one of higher priority.</summary>
/// <param name="placed">The model.</param>
internal sealed class YieldingModel(PlacedModel placed)
{
    public PlacedModel Placed { get; } = placed;

    public List<ReplicaCandidate> Replicas { get; } = [];

    /// <summary>Replicas that it gives up.</summary>
    public int Yielded { get; set; }

    /// <summary>Replicas beyond the fewest that its owner wants.</summary>
    public int Surplus { get; } = Math.Max(0, placed.Placed - placed.Demand.MinReplicas);
}
