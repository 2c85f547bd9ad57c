using InferenceOperator.Api;
using InferenceOperator.Scaling;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>How many replicas are wanted, and how many are to exist now.</summary>
/// <param name="Wanted">What the scaling decision, or the owner, wants.</param>
/// <param name="Replicas">What the Deployment is set to: never more than there is a place for.</param>
internal readonly record struct ReplicaTarget(int Wanted, int Replicas)
{
    /// <summary>Decides from the spec and the boards.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scaling">The scaling decision; null while there is none.</param>
    /// <param name="admission">The plan's entry; null while there is none.</param>
    /// <param name="current">Replicas the Deployment is set to; null when there is no Deployment.</param>
    /// <returns>The target.</returns>
    public static ReplicaTarget Decide(ModelDeployment model, ScalingView? scaling, AdmissionView? admission, int? current)
    {
        var wanted = WantedReplicas.Now(model, scaling?.Desired, current);
        return new ReplicaTarget(wanted, Math.Min(wanted, Admitted(model.Spec, admission, wanted, current)));
    }

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
