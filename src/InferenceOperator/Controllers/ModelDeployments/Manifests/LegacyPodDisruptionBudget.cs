using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>A PodDisruptionBudget of policy/v1beta1: the same fields, for API servers before 1.21.</summary>
[KubernetesEntity(Group = "policy", ApiVersion = "v1beta1", Kind = "PodDisruptionBudget", PluralName = "poddisruptionbudgets")]
internal sealed class LegacyPodDisruptionBudget : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = "policy/v1beta1";

    /// <inheritdoc/>
    public string Kind { get; set; } = "PodDisruptionBudget";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The budget.</summary>
    public V1PodDisruptionBudgetSpec? Spec { get; set; }
}
