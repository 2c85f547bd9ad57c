using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>How far a Deployment's rollout is.</summary>
internal static class Rollout
{
    /// <summary>Whether some pods are still of an older template, or the Deployment controller has not yet looked.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <returns>True while pods are being replaced.</returns>
    public static bool IsGoingOn(V1Deployment deployment) => !IsObserved(deployment) || HasOldPods(deployment);

    /// <summary>Whether some pods are of an older template, as far as the Deployment controller has looked.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <returns>True while old pods are left.</returns>
    public static bool HasOldPods(V1Deployment deployment) => (deployment.Status?.UpdatedReplicas ?? 0) < (deployment.Status?.Replicas ?? 0);

    /// <summary>Whether the Deployment controller has looked at the newest spec.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <returns>True when its status speaks of the newest spec.</returns>
    public static bool IsObserved(V1Deployment deployment) => (deployment.Status?.ObservedGeneration ?? 0) >= (deployment.Metadata.Generation ?? 0);
}
