namespace InferenceOperator.Core.Training;

/// <summary>How many replicas of a model have a place.</summary>
/// <param name="Wanted">Replicas that the scaling decision wants.</param>
/// <param name="Admitted">Replicas that its Deployment should ask for now.</param>
/// <param name="Reason">Why.</param>
/// <param name="WaitingFor">What is waited for, with numbers; null when nothing is.</param>
/// <param name="CanSurge">A rollout may make, or has made, one replica more: there is room for it.</param>
/// <param name="Reclaiming">GPUs on their way to this model.</param>
/// <param name="TimeToCapacity">Until those GPUs are expected; null when none are on their way.</param>
public sealed record ModelAdmission(
    int Wanted, int Admitted, AdmissionReason Reason, string? WaitingFor, bool CanSurge, int Reclaiming = 0, TimeSpan? TimeToCapacity = null)
{
    /// <summary>
    /// How long the next replica beyond those wanted would wait for its GPUs: zero when they are free, else until whoever would be asked has
    /// stopped; null when nobody could be asked.
    /// </summary>
    public TimeSpan? NextReplica { get; init; }

    /// <summary>The plan knows that a rollout wants room for one replica more: what it says of that is its answer.</summary>
    public bool SurgeAsked { get; init; }

    /// <summary>GPUs on their way to that replica, in words; null: none are.</summary>
    public string? SurgeComing { get; init; }

    /// <summary>Whether the replicas are to run without GPUs.</summary>
    public bool UseCpu => Reason == AdmissionReason.CpuFallback;
}
