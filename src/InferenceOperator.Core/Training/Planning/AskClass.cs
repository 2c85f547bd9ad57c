using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Replicas that ask alike and may take from the same candidates.</summary>
/// <param name="ask">What each asks for.</param>
/// <param name="priority">Models of lower priority yield.</param>
/// <param name="needed">They belong to the fewest that their owner wants: so do those that yield, at last.</param>
internal sealed class AskClass(GpuAsk ask, ModelPriority priority, bool needed) : IEquatable<AskClass>
{
    public GpuAsk Ask { get; } = ask;

    /// <summary>Whether replicas of a class may have what somebody holds.</summary>
    public bool MayTake(Candidate candidate) => candidate is not ReplicaCandidate { Model: { } model } replica
        || (model.Placed.Demand.Priority > priority && (needed || model.Yielded - replica.Taken < model.Surplus) && (!replica.Runs || model.AnyServes(Ask)));

    public bool Equals(AskClass? other) => other is not null && other.Key == Key && AskComparer.Instance.Equals(Ask, other.Ask);

    public override bool Equals(object? obj) => Equals(obj as AskClass);

    public override int GetHashCode() => HashCode.Combine(Key, AskComparer.Instance.GetHashCode(Ask));

    private (ModelPriority, bool) Key { get; } = (priority, needed);
}
