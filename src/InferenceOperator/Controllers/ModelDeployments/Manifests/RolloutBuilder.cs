using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>How the Deployment replaces its pods: with or without a spare GPU.</summary>
internal static class RolloutBuilder
{
    /// <summary>The Deployment's strategy.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The strategy.</returns>
    public static V1DeploymentStrategy Build(WorkloadInputs inputs) => inputs.Spec.Rollout.Strategy == RolloutStrategies.Recreate
        ? new V1DeploymentStrategy { Type = "Recreate" }
        : new V1DeploymentStrategy
        {
            Type = "RollingUpdate",
            RollingUpdate = inputs.Surge
                ? new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 }
                : new V1RollingUpdateDeployment { MaxSurge = 0, MaxUnavailable = 1 },
        };

    /// <summary>
    /// Whether new replicas come before old ones go. Auto surges where no GPU is needed or the plan holds a spare one; the choice is made anew
    /// only while pods are being replaced, so that a plan that changes its mind writes nothing.
    /// </summary>
    /// <param name="strategy">One of <see cref="RolloutStrategies"/>.</param>
    /// <param name="gpuCount">GPUs of a replica.</param>
    /// <param name="planHasSpare">The plan has room for one replica more.</param>
    /// <param name="current">What the Deployment is set to now; null when there is none.</param>
    /// <param name="replacing">Pods are being replaced, or will be with this change.</param>
    /// <returns>True to surge.</returns>
    public static bool ShouldSurge(string strategy, int gpuCount, bool planHasSpare, bool? current, bool replacing) => strategy switch
    {
        RolloutStrategies.Surge => true,
        RolloutStrategies.InPlace or RolloutStrategies.Recreate => false,
        _ when gpuCount == 0 => true,
        _ when current is { } kept && !replacing => kept,
        _ => planHasSpare,
    };
}
