namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>What the capacity plan says of a model.</summary>
/// <param name="Admitted">Replicas that have a place.</param>
/// <param name="Reason">Why fewer than wanted, see <see cref="Api.ConditionReasons"/>; null when all have one.</param>
/// <param name="WaitingFor">What is waited for, with numbers; null when nothing is.</param>
/// <param name="CanSurge">There is room for one replica more during a rollout.</param>
/// <param name="UseCpu">No node could ever fit and the model may run on CPUs.</param>
internal sealed record AdmissionView(int Admitted, string? Reason, string? WaitingFor, bool CanSurge, bool UseCpu)
{
    /// <summary>The plan knows that the rollout wants room for one replica more.</summary>
    public bool SurgeAsked { get; init; }

    /// <summary>GPUs on their way to that replica, in words; null: none are.</summary>
    public string? SurgeComing { get; init; }
}
