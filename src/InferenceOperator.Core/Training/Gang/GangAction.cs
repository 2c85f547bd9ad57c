namespace InferenceOperator.Core.Training.Gang;

/// <summary>Something to do to a worker pod. The order in a plan is the order to act in.</summary>
public abstract record GangAction
{
    private GangAction()
    {
    }

    /// <summary>Make the pod of a rank.</summary>
    /// <param name="Rank">From 0.</param>
    /// <param name="Attempt">The attempt it belongs to.</param>
    /// <param name="WorldSize">Workers of the attempt.</param>
    public sealed record Create(int Rank, int Attempt, int WorldSize) : GangAction;

    /// <summary>Ask a pod to stop: SIGTERM, then its grace period.</summary>
    /// <param name="Pod">The pod.</param>
    public sealed record Stop(string Pod) : GangAction;

    /// <summary>Take our finalizer off a pod: what it said is on record.</summary>
    /// <param name="Pod">The pod.</param>
    public sealed record Release(string Pod) : GangAction;
}
