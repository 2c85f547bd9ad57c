using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Who is looked at before whom, whatever it costs. Within a standing the least loss decides.</summary>
/// <param name="Who">Whether it is stopping, was asked by the last plan, is training at all.</param>
/// <param name="Young">It has run for less than minRuntime.</param>
/// <param name="Slow">It cannot be gone about as soon as others could.</param>
/// <param name="Step">Position of the step in its pools' order: shrink before checkpoint by default. Of a model, its priority.</param>
/// <param name="Invalid">Its spec is invalid: it could not come back before its owner mends it.</param>
/// <param name="Priority">Its own priority among jobs.</param>
internal readonly record struct Standing(Who Who, bool Young, bool Slow, int Step, bool Invalid, int Priority) : IComparable<Standing>
{
    /// <summary>Replicas of models, Batch before Standard, those beyond minReplicas before the others.</summary>
    public static Standing OfReplica(ModelPriority priority, bool belowMinimum) =>
        new(belowMinimum ? Who.NeededReplica : Who.Replica, Young: false, Slow: false, -(int)priority, Invalid: false, 0);

    public int CompareTo(Standing other)
    {
        if (Who != other.Who) return Who < other.Who ? -1 : 1;
        if (Young != other.Young) return Young ? 1 : -1;
        if (Slow != other.Slow) return Slow ? 1 : -1;
        if (Step != other.Step) return Step < other.Step ? -1 : 1;
        return Invalid != other.Invalid ? (Invalid ? 1 : -1) : Priority.CompareTo(other.Priority);
    }
}
