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
        var end = WorkerEnd.Of(pod);
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
            Ended = end.Ended,
            Disrupted = end.Disrupted,
            OverDeadline = end.OverDeadline,
            ExitCode = end.ExitCode,
            Message = end.Message,
            LostBecause = end.LostBecause,
            EndedAt = GangRecord.Utc(end.At),
            Held = pod.Metadata.Finalizers?.Contains(Labels.CheckpointFinalizer) == true,
        };
    }

    private static IList<V1ContainerStatus> Statuses(V1Pod pod) => pod.Status?.ContainerStatuses ?? [];

    private static int? Number(V1Pod pod, string label) =>
        int.TryParse(pod.GetLabel(label), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
