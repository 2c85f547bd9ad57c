namespace InferenceOperator.Core.Training.Planning;

/// <summary>A replica that may yield to a model of higher priority: the last step of the ladder.</summary>
internal sealed class ReplicaCandidate(YieldingModel model, Holding holding, bool runs) : Candidate([holding])
{
    /// <summary>It has a pod; else it was to get one.</summary>
    public bool Runs { get; } = runs;

    public YieldingModel Model { get; } = model;

    public override int Granted => 1;

    public override double Loss => 0;

    public override int MostByOnes => 0;

    public override Standing? ByOnes => null;

    // One that is on offer already counts among those that went.
    public override Standing? Whole => Standing.OfReplica(Model.Placed.Demand.Priority, belowMinimum: Model.Yielded - Taken >= Model.Surplus);
}
