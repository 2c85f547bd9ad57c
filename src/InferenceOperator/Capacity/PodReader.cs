using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Core.Model;
using k8s.Models;

namespace InferenceOperator.Capacity;

/// <summary>Translates pods that hold or want GPUs.</summary>
internal static class PodReader
{
    /// <summary>Whether a pod counts: it asks for GPUs and has not finished.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>True when it counts.</returns>
    public static bool HoldsGpus(V1Pod pod) => !IsFinished(pod) && PodGpus.Of(pod.Spec).Count > 0;

    /// <summary>Whether a pod runs, or will, and is not stopping.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>True when it does.</returns>
    public static bool IsLive(V1Pod pod) => !IsFinished(pod) && pod.Metadata.DeletionTimestamp is null;

    /// <summary>Translates.</summary>
    /// <param name="pod">A pod that counts.</param>
    /// <param name="owners">Whose it may be.</param>
    /// <returns>Its state.</returns>
    public static PodState Read(V1Pod pod, PodOwners owners)
    {
        var (owner, name) = owners.Of(pod);
        return new PodState
        {
            Name = new ObjectName(pod.Metadata.NamespaceProperty, pod.Metadata.Name),
            Node = string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName,
            Gpus = PodGpus.Of(pod.Spec),
            Owner = owner,
            OwnerName = name,
            Terminating = pod.Metadata.DeletionTimestamp is not null,
            // The API server adds the grace period to the time of the deletion.
            StopDeadline = pod.Metadata.DeletionTimestamp is { } deletion ? Times.Utc(deletion) : null,
            Rank = owner == PodOwner.Training && int.TryParse(Label(pod, Labels.Rank), NumberStyles.None, CultureInfo.InvariantCulture, out var rank) ? rank : null,
        };
    }

    /// <summary>Whether a change of a pod can change a plan.</summary>
    /// <param name="old">Before; null: the pod is new.</param>
    /// <param name="now">After; null: the pod is gone.</param>
    /// <returns>True when it can.</returns>
    public static bool Matters(V1Pod? old, V1Pod? now)
    {
        var (before, after) = (old is not null && HoldsGpus(old), now is not null && HoldsGpus(now));
        return before != after || (before && after && Facts(old!) != Facts(now!));
    }

    private static (string?, DateTime?, string?, string?) Facts(V1Pod pod) =>
        (pod.Spec.NodeName, pod.Metadata.DeletionTimestamp, Label(pod, Labels.Model), Owners.ControllerOf(pod)?.Uid);

    private static bool IsFinished(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    private static string? Label(V1Pod pod, string name) => pod.Metadata.Labels is { } labels && labels.TryGetValue(name, out var value) ? value : null;
}
