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

    // Extended resources have equal requests and limits.
    private static int Of(V1Container container) => (container.Resources?.Limits ?? container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
        .Where(pair => pair.Key == "nvidia.com/gpu" || pair.Key.StartsWith("nvidia.com/mig-", StringComparison.Ordinal))
        .Sum(pair => GpuQuantity.Of(pair.Value));
}
