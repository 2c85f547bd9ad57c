using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A replica without a place.</summary>
/// <param name="model">Of which model.</param>
/// <param name="class">From whom it may take.</param>
internal sealed class ReplicaAsk(PlacedModel model, AskClass @class)
{
    /// <param name="model">Of which model.</param>
    /// <param name="needed">It is one of the fewest that its owner wants.</param>
    public ReplicaAsk(PlacedModel model, bool needed)
        : this(model, new AskClass(model.Demand.Ask, model.Demand.Priority, needed))
    {
    }

    /// <summary>One more than wanted, while the only replica is replaced. No model yields to the lowest priority.</summary>
    public static ReplicaAsk OfRollout(PlacedModel model) => new(model, new AskClass(model.Demand.Ask, ModelPriority.Batch, needed: false));

    public PlacedModel Model { get; } = model;

    public AskClass Class { get; } = @class;

    /// <summary>The place that it will have; null: none.</summary>
    public GpuPlace? Place { get; set; }
}
