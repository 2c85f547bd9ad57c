using InferenceOperator.Api;
using InferenceOperator.Translation;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs.Manifests;

/// <summary>GPUs that one worker asks for.</summary>
internal static class WorkerGpus
{
    /// <summary>Counts whole GPUs and MIG slices over the containers.</summary>
    /// <param name="worker">The worker's pod; null asks for none.</param>
    /// <returns>The number.</returns>
    public static int Count(V1PodSpec? worker) => (worker?.Containers ?? []).Sum(Of);

    /// <summary>By the job's template; by the pods that there are when that cannot be read.</summary>
    /// <param name="pass">The pass over the job.</param>
    /// <returns>The number.</returns>
    public static int Of(TrainingPass pass) => pass.Job.Spec.Template is UnreadableTemplate
        ? pass.Pods.Select(pod => Count(pod.Spec)).DefaultIfEmpty(0).Max()
        : Count(pass.Job.Spec.Template.Spec);

    // Extended resources have equal requests and limits.
    private static int Of(V1Container container) => (container.Resources?.Limits ?? container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
        .Where(pair => pair.Key == "nvidia.com/gpu" || pair.Key.StartsWith("nvidia.com/mig-", StringComparison.Ordinal))
        .Sum(pair => GpuQuantity.Of(pair.Value));
}
