using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Scaling;

/// <summary>The pods of a model.</summary>
internal static class ModelPods
{
    /// <summary>The pods that serve, by model: ready and not asked to stop. One look at all pods for all models.</summary>
    /// <param name="pods">All pods.</param>
    /// <returns>The pods by namespace and name of the model.</returns>
    public static ILookup<(string Namespace, string Model), V1Pod> Ready(IEnumerable<V1Pod> pods) => pods
        .Where(pod => pod.Metadata.DeletionTimestamp is null && IsReady(pod))
        .Select(pod => (Pod: pod, Model: ModelOf(pod)))
        .Where(pair => pair.Model is not null)
        .ToLookup(pair => (pair.Pod.Metadata.NamespaceProperty, pair.Model!), pair => pair.Pod);

    /// <summary>The model whose labels a pod carries.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>The model's name; null when it carries none.</returns>
    public static string? ModelOf(V1Pod pod) =>
        pod.Metadata.Labels is { } labels
        && labels.TryGetValue(Labels.ManagedBy, out var manager) && manager == Labels.Manager
        && labels.TryGetValue(Labels.Model, out var name)
            ? name
            : null;

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
