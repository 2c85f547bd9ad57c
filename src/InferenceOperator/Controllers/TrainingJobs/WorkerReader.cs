using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Core.Training.Gang;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>Reads a worker from its pod.</summary>
internal static class WorkerReader
{
    /// <summary>Reads.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>The worker. One whose labels somebody broke belongs to no attempt.</returns>
    public static WorkerState Read(V1Pod pod)
    {
        var ends = Ends(pod);
        var starts = Statuses(pod).Select(status => status.State?.Running?.StartedAt ?? status.State?.Terminated?.StartedAt).OfType<DateTime>().ToList();
        return new WorkerState
        {
            Pod = pod.Metadata.Name,
            Rank = Number(pod, Labels.Rank) ?? -1,
            Attempt = Number(pod, Labels.Attempt) ?? 0,
            Running = pod.Status?.Phase == "Running" && Statuses(pod) is { Count: > 0 } all && all.All(status => status.State?.Running is not null),
            StartedAt = starts.Count > 0 ? GangRecord.Utc(starts.Min()) : null,
            Terminating = pod.Metadata.DeletionTimestamp is not null,
            // The API server sets it to the end of the grace period.
            StopDeadline = GangRecord.Utc(pod.Metadata.DeletionTimestamp),
            Ended = HasEnded(pod, ends),
            ExitCode = ExitCode(pod, ends),
            Message = ends.Select(end => end.Message).FirstOrDefault(message => !string.IsNullOrWhiteSpace(message)),
            EndedAt = ends.Count > 0 ? GangRecord.Utc(ends.Max(end => end.FinishedAt)) : null,
            Held = pod.Metadata.Finalizers?.Contains(Labels.CheckpointFinalizer) == true,
        };
    }

    private static IList<V1ContainerStatus> Statuses(V1Pod pod) => pod.Status?.ContainerStatuses ?? [];

    private static List<V1ContainerStateTerminated> Ends(V1Pod pod) =>
        [.. Statuses(pod).Select(status => status.State?.Terminated).OfType<V1ContainerStateTerminated>()];

    private static bool HasEnded(V1Pod pod, List<V1ContainerStateTerminated> ends)
    {
        if (pod.Status?.Phase is "Succeeded" or "Failed") return true;
        if (ends.Count > 0 && ends.Count >= pod.Spec.Containers.Count) return true;
        // Never bound to a node, so nobody will report its end; or the kubelet (or somebody with force) confirmed that nothing is left of it.
        return pod.Metadata.DeletionTimestamp is not null && (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Metadata.DeletionGracePeriodSeconds == 0);
    }

    private static int? ExitCode(V1Pod pod, List<V1ContainerStateTerminated> ends)
    {
        if (ends.FirstOrDefault(end => end.ExitCode != 0) is { } bad) return bad.ExitCode;
        if (ends.Count > 0 && ends.Count >= pod.Spec.Containers.Count) return 0;
        return pod.Status?.Phase == "Succeeded" ? 0 : null;
    }

    private static int? Number(V1Pod pod, string label) =>
        int.TryParse(pod.GetLabel(label), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
