using InferenceOperator.Api;
using InferenceOperator.Capacity;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Whether a model that asks for GPUs runs without.</summary>
internal static class CpuFallback
{
    /// <summary>
    /// The plan's word. While it has said nothing, which is so after every start of the operator, what runs is taken over: another template
    /// would replace its pods by ones that no node takes.
    /// </summary>
    /// <param name="spec">The spec.</param>
    /// <param name="admission">The plan's entry; null while there is none.</param>
    /// <param name="deployment">The model's Deployment; null when there is none.</param>
    /// <returns>True when it runs on CPUs.</returns>
    public static bool IsUsed(ModelDeploymentSpec spec, AdmissionView? admission, V1Deployment? deployment) => admission?.UseCpu
        ?? (spec.Gpu is { Count: > 0, Fallback: GpuFallbacks.Cpu } && deployment is not null && PodGpus.Of(deployment.Spec.Template.Spec).IsEmpty);
}
