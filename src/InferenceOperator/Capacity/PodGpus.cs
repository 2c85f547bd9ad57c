using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using InferenceOperator.Core.Model;
using InferenceOperator.Translation;
using k8s.Models;

namespace InferenceOperator.Capacity;

/// <summary>
/// GPUs that a pod holds, as the scheduler counts them (Kubernetes documentation, "Init containers", resource sharing; "Sidecar containers"):
/// containers and sidecars run together; an ordinary init container runs alone, beside the sidecars started before it.
/// </summary>
internal static class PodGpus
{
    /// <summary>Caches hand the same object out until the pod changes: every plan asks for all of them.</summary>
    private static readonly ConditionalWeakTable<V1PodSpec, ImmutableDictionary<string, int>> Known = [];

    /// <summary>Counts.</summary>
    /// <param name="pod">The pod's spec; null holds nothing.</param>
    /// <returns>GPUs by resource, only those above 0.</returns>
    public static ImmutableDictionary<string, int> Of(V1PodSpec? pod) => pod is null ? ImmutableDictionary<string, int>.Empty : Known.GetValue(pod, Count);

    private static ImmutableDictionary<string, int> Count(V1PodSpec pod)
    {
        var sidecars = ImmutableDictionary<string, int>.Empty;
        var start = ImmutableDictionary<string, int>.Empty;
        foreach (var container in pod.InitContainers ?? [])
        {
            var together = Sum(sidecars, Asked(container));
            if (container.RestartPolicy == "Always")
                sidecars = together;
            start = Max(start, together);
        }

        var running = (pod.Containers ?? []).Aggregate(sidecars, (sum, container) => Sum(sum, Asked(container)));
        return Max(start, running);
    }

    private static IEnumerable<KeyValuePair<string, int>> Asked(V1Container container)
    {
        // Extended resources have equal requests and limits; an API server fills in what is missing.
        var asked = new Dictionary<string, ResourceQuantity>(container.Resources?.Limits ?? new Dictionary<string, ResourceQuantity>());
        foreach (var (name, quantity) in container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
            asked[name] = quantity;
        return asked.Where(pair => GpuResources.IsGpu(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, GpuQuantity.Of(pair.Value))).Where(pair => pair.Value > 0);
    }

    private static ImmutableDictionary<string, int> Sum(ImmutableDictionary<string, int> one, IEnumerable<KeyValuePair<string, int>> other) =>
        other.Aggregate(one, (sum, pair) => sum.SetItem(pair.Key, sum.GetValueOrDefault(pair.Key) + pair.Value));

    private static ImmutableDictionary<string, int> Max(ImmutableDictionary<string, int> one, IEnumerable<KeyValuePair<string, int>> other) =>
        other.Aggregate(one, (max, pair) => max.SetItem(pair.Key, Math.Max(max.GetValueOrDefault(pair.Key), pair.Value)));
}
