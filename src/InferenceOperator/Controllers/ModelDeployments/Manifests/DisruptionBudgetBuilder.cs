using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The PodDisruptionBudget of a model: a drain takes one replica at a time.</summary>
internal static class DisruptionBudgetBuilder
{
    /// <summary>Whether a model can have more than one replica: with one there is nothing to keep.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>True when a budget is sensible.</returns>
    public static bool IsSensible(ModelDeploymentSpec spec) =>
        (spec.Scaling.Mode == ScalingModes.Slo ? spec.Scaling.MaxReplicas : spec.Replicas) > 1;

    /// <summary>Builds the budget as policy/v1 has it.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The budget, marked for comparison.</returns>
    public static V1PodDisruptionBudget Build(WorkloadInputs inputs) => ChildState.Mark(new V1PodDisruptionBudget
    {
        ApiVersion = "policy/v1",
        Kind = "PodDisruptionBudget",
        Metadata = Metadata(inputs),
        Spec = Spec(inputs),
    });

    /// <summary>Builds the budget for API servers before 1.21.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The budget, marked for comparison.</returns>
    public static LegacyPodDisruptionBudget BuildLegacy(WorkloadInputs inputs) =>
        ChildState.Mark(new LegacyPodDisruptionBudget { Metadata = Metadata(inputs), Spec = Spec(inputs) });

    private static V1PodDisruptionBudgetSpec Spec(WorkloadInputs inputs) => new()
    {
        MaxUnavailable = 1,
        Selector = new V1LabelSelector { MatchLabels = ModelLabels.Selector(inputs.Name) },
    };

    private static V1ObjectMeta Metadata(WorkloadInputs inputs) => new()
    {
        Name = inputs.Name,
        NamespaceProperty = inputs.Model.Metadata.NamespaceProperty,
        Labels = ModelLabels.All(inputs.Name, inputs.Runtime.Metadata.Name),
        OwnerReferences = [OwnerReferences.ControlledBy(inputs.Model)],
    };
}
