using System.Globalization;
using InferenceOperator.Core.Model;
using InferenceOperator.Translation;
using k8s.Models;
using ManifestGpus = InferenceOperator.Controllers.ModelDeployments.Manifests.GpuResources;

namespace InferenceOperator.Capacity;

/// <summary>Translates nodes.</summary>
internal static class NodeReader
{
    /// <summary>Translates.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Its state.</returns>
    public static NodeState Read(V1Node node)
    {
        var labels = node.Metadata.Labels?.AsReadOnly() ?? new Dictionary<string, string>().AsReadOnly();
        return new NodeState
        {
            Name = node.Metadata.Name,
            Ready = node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true,
            Schedulable = node.Spec?.Unschedulable != true && node.Metadata.DeletionTimestamp is null,
            Gpus = (node.Status?.Allocatable ?? new Dictionary<string, ResourceQuantity>())
                .Where(pair => GpuResources.IsGpu(pair.Key)).ToDictionary(pair => pair.Key, pair => GpuQuantity.Of(pair.Value)),
            Product = labels.GetValueOrDefault(ManifestGpus.ProductLabel),
            MemoryMiB = long.TryParse(labels.GetValueOrDefault(ManifestGpus.MemoryLabel), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : null,
            Labels = labels,
            Taints = [.. (node.Spec?.Taints ?? []).Select(taint => new NodeTaint(taint.Key, taint.Value, taint.Effect))],
        };
    }

    /// <summary>Whether a change of a node can change a plan: kubelets also write their heartbeat, images and volumes there.</summary>
    /// <param name="old">Before; null: the node is new.</param>
    /// <param name="now">After; null: the node is gone.</param>
    /// <returns>True when it can.</returns>
    public static bool Matters(V1Node? old, V1Node? now)
    {
        if (old is null || now is null)
            return true;
        var (before, after) = (Read(old), Read(now));
        return (before.Ready, before.Schedulable) != (after.Ready, after.Schedulable)
            || !Same(before.Gpus, after.Gpus)
            || !Same(before.Labels, after.Labels)
            || !before.Taints.SequenceEqual(after.Taints);
    }

    private static bool Same<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && Equals(value, pair.Value));
}
