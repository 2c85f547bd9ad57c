using InferenceOperator.Api;

namespace InferenceOperator.Scaling;

/// <summary>How many replicas a model wants, wherever somebody has to know it: in the loop, in the plan, after a restart.</summary>
internal static class WantedReplicas
{
    /// <summary>
    /// Where the loop starts from when it has decided nothing yet: never below what runs or was last wanted, so that a restart takes nothing
    /// away. A model that never ran begins with one replica even where none would do: that it can serve at all must show before somebody asks.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="deployed">Replicas of its Deployment; null when it has none.</param>
    /// <returns>Replicas.</returns>
    public static int Start(ModelDeployment model, int? deployed) =>
        Math.Max(model.Status?.DesiredReplicas ?? 0, deployed ?? Math.Max(1, model.Spec.Scaling.MinReplicas));

    /// <summary>Replicas wanted now: the spec's bounds count at once, not at the next decision.</summary>
    /// <param name="model">The model.</param>
    /// <param name="decided">What the newest decision wants; null while there is none.</param>
    /// <param name="deployed">Replicas of its Deployment; null when it has none.</param>
    /// <returns>Replicas.</returns>
    public static int Now(ModelDeployment model, int? decided, int? deployed)
    {
        var spec = model.Spec;
        if (spec.Suspend || model.Metadata.DeletionTimestamp is not null)
            return 0;
        if (spec.Scaling.Mode != ScalingModes.Slo)
            return Math.Max(0, spec.Replicas);
        var wanted = decided ?? Start(model, deployed);
        return Math.Clamp(wanted, Math.Max(0, spec.Scaling.MinReplicas), Math.Max(spec.Scaling.MinReplicas, Math.Max(0, spec.Scaling.MaxReplicas)));
    }
}
