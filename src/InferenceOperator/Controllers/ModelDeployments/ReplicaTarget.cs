using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>How many replicas are wanted, and how many are to exist now.</summary>
/// <param name="Wanted">What the scaling decision, or the owner, wants.</param>
/// <param name="Replicas">What the Deployment is set to: never more than there is a place for.</param>
internal readonly record struct ReplicaTarget(int Wanted, int Replicas)
{
    /// <summary>Decides from the spec and the boards.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="scaling">The scaling decision; null while there is none.</param>
    /// <param name="admission">The plan's entry; null while there is none.</param>
    /// <param name="current">Replicas the Deployment is set to; null when there is no Deployment.</param>
    /// <returns>The target.</returns>
    public static ReplicaTarget Decide(ModelDeploymentSpec spec, ScalingView? scaling, AdmissionView? admission, int? current)
    {
        if (spec.Suspend)
            return new ReplicaTarget(0, 0);
        var wanted = Wants(spec, scaling, current);
        return new ReplicaTarget(wanted, Math.Min(wanted, Admitted(spec, admission, wanted, current)));
    }

    // Just started, nothing decided yet: what runs stays, inside the bounds.
    private static int Wants(ModelDeploymentSpec spec, ScalingView? scaling, int? current) => spec.Scaling.Mode == ScalingModes.Slo
        ? Math.Clamp(scaling?.Desired ?? current ?? 0, spec.Scaling.MinReplicas, Math.Max(spec.Scaling.MinReplicas, spec.Scaling.MaxReplicas))
        : Math.Max(0, spec.Replicas);

    // Replicas without GPUs need no plan, and those that others own cannot be held back. No plan yet: none is added.
    private static int Admitted(ModelDeploymentSpec spec, AdmissionView? admission, int wanted, int? current) =>
        spec.Gpu.Count == 0 || spec.Scaling.Mode == ScalingModes.External ? wanted
        : admission switch
        {
            null => current ?? 0,
            { UseCpu: true } => wanted,
            _ => admission.Admitted,
        };
}
