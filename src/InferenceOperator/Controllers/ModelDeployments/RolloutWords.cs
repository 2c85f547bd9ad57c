using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>How a change is rolled out, and why so, in words.</summary>
internal static class RolloutWords
{
    /// <summary>Says it.</summary>
    /// <param name="pass">A pass whose inputs are decided, and in which pods are being replaced or will be.</param>
    /// <returns>The words.</returns>
    public static string Of(ReconcilePass pass)
    {
        var auto = pass.Model.Spec.Rollout.Strategy == RolloutStrategies.Auto && pass.Inputs!.GpuCount > 0;
        return pass switch
        {
            { RolloutWaits: true, Admission.SurgeComing: { } coming } => $"the new replica comes first when its GPU is there: {coming}",
            { RolloutWaits: true } => "the capacity plan is asked for room for the new replica",
            { Model.Spec.Rollout.Strategy: RolloutStrategies.Recreate } => "Recreate: all old replicas go first",
            { Inputs.Surge: true } => auto ? "Surge: there is a GPU for the new replica, which comes first" : "Surge: a new replica comes before an old one goes",
            _ => auto ? "InPlace: no GPU is free for one replica more, so an old one goes first" : "InPlace: an old replica goes before its successor comes",
        };
    }
}
