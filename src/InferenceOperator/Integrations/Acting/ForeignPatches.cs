using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Foreign;

namespace InferenceOperator.Integrations;

/// <summary>
/// The writes. Each is one merge patch of field and annotations together, with the version that was looked at as its condition: whoever dies
/// between two of them leaves the truth, and whoever edited the object meanwhile is not overwritten.
/// </summary>
internal static class ForeignPatches
{
    /// <summary>Suspends and marks.</summary>
    /// <param name="job">The object.</param>
    /// <param name="grant">Why.</param>
    /// <param name="lost">GPU-seconds that it costs.</param>
    /// <param name="pools">Which part of its GPUs is in which pool.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The patch.</returns>
    public static JsonObject Suspend(ForeignJob job, TrainingGrant grant, double lost, IReadOnlyDictionary<string, double> pools, DateTimeOffset now)
    {
        var mark = new SuspensionMark(now, grant.ForModel?.ToString(), PodGroup.Of(ForeignDemand.Asks(job.LivePods))) { StartedAt = job.StartedAt };
        return Patch(job, suspend: true, mark, job.History.Suspended(lost, pools, now));
    }

    /// <summary>Resumes and takes the mark away.</summary>
    /// <param name="job">The object.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The patch.</returns>
    public static JsonObject Resume(ForeignJob job, DateTimeOffset now) => Patch(job, suspend: false, null, job.History.Resumed(job.Mark?.Pods, now));

    /// <summary>Takes the mark away.</summary>
    /// <param name="job">The object.</param>
    /// <param name="history">Its history from now on.</param>
    /// <returns>The patch.</returns>
    public static JsonObject Unmark(ForeignJob job, PreemptionHistory history) => Patch(job, suspend: null, null, history);

    /// <summary>Takes the suspension back, with the mark.</summary>
    /// <param name="job">The object.</param>
    /// <param name="notBefore">It is not chosen before then.</param>
    /// <returns>The patch.</returns>
    public static JsonObject Withdraw(ForeignJob job, DateTimeOffset notBefore) => Patch(job, suspend: false, null, job.History.Withdrawn(notBefore));

    /// <summary>GPU-seconds that a suspension costs now.</summary>
    /// <param name="job">The object.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>An estimate.</returns>
    public static double Lost(ForeignJob job, DateTimeOffset now) =>
        ForeignDecider.LostGpuSeconds(Gpus(job), job.StartedAt, job.Facts.Interval, job.Facts.ResumeCost, now);

    /// <summary>GPUs that its pods hold or want.</summary>
    /// <param name="job">The object.</param>
    /// <returns>The sum.</returns>
    public static int Gpus(ForeignJob job) => ForeignDemand.Asks(job.LivePods).Sum(ask => ask.Count);

    private static JsonObject Patch(ForeignJob job, bool? suspend, SuspensionMark? mark, PreemptionHistory history)
    {
        var patch = suspend is { } value ? job.Kind.SuspendPath.Patch(value) : [];
        patch["metadata"] = new JsonObject
        {
            ["resourceVersion"] = job.Object.Metadata.ResourceVersion,
            ["annotations"] = new JsonObject
            {
                [IntegrationAnnotations.Suspended] = mark is null ? null : AnnotationJson.Write(mark),
                [IntegrationAnnotations.Preemptions] = AnnotationJson.Write(history),
            },
        };
        return patch;
    }
}
