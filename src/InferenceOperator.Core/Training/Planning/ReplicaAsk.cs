using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A replica without a place.</summary>
/// <param name="model">Of which model.</param>
/// <param name="needed">It is one of the fewest that its owner wants.</param>
internal sealed class ReplicaAsk(PlacedModel model, bool needed)
{
    public PlacedModel Model { get; } = model;

    public AskClass Class { get; } = new(model.Demand.Ask, model.Demand.Priority, needed);

    /// <summary>The place that it will have; null: none.</summary>
    public GpuPlace? Place { get; set; }
}
