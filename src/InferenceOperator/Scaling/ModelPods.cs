using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Scaling;

/// <summary>The pods of a model.</summary>
internal static class ModelPods
{
    /// <summary>Names of the pods that serve: ready and not asked to stop.</summary>
    /// <param name="pods">The cache of pods.</param>
    /// <param name="model">The model.</param>
    /// <returns>The names.</returns>
    public static IReadOnlySet<string> Ready(IResourceStore<V1Pod> pods, ModelDeployment model) => pods.ListNamespace(model.Metadata.NamespaceProperty)
        .Where(pod => Serves(pod, model.Metadata.Name) && pod.Metadata.DeletionTimestamp is null && IsReady(pod))
        .Select(pod => pod.Metadata.Name)
        .ToHashSet();

    /// <summary>Whether a pod carries the labels of a model's pods.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="model">Name of the model.</param>
    /// <returns>True when it does.</returns>
    public static bool Serves(V1Pod pod, string model) =>
        pod.Metadata.Labels is { } labels
        && labels.TryGetValue(Labels.Model, out var name) && name == model
        && labels.TryGetValue(Labels.ManagedBy, out var manager) && manager == Labels.Manager;

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
