using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.TrainingJobs.Reporting;

/// <summary>Events of a job: on transitions only.</summary>
internal sealed class TrainingEvents(IEventRecorder recorder)
{
    /// <summary>Records what changed between two statuses.</summary>
    /// <param name="job">The job, with the status before.</param>
    /// <param name="after">The status now.</param>
    public void Record(TrainingJob job, TrainingJobStatus after)
    {
        var before = job.Status ?? new TrainingJobStatus();
        foreach (var (severity, reason, message) in Changes(job, before, after)) recorder.Record(job, severity, reason, message);
    }

    private static IEnumerable<(EventSeverity Severity, string Reason, string Message)> Changes(TrainingJob job, TrainingJobStatus before, TrainingJobStatus after)
    {
        if (Turned(before, after, ConditionTypes.Stalled) is { } stalled) yield return (EventSeverity.Warning, stalled.Reason, stalled.Message);
        if (Turned(before, after, ConditionTypes.Completed) is { } completed) yield return (EventSeverity.Normal, completed.Reason, completed.Message);
        if (IsNowWaiting(before, after) is { } waiting) yield return (EventSeverity.Normal, waiting.Reason, waiting.Message);
        if (after.Attempt > before.Attempt) yield return (EventSeverity.Normal, ConditionReasons.GangStarted, $"attempt {after.Attempt}: {after.WorldSize} of {job.Spec.Workers} workers");
        if (before.StartTime is null && after.StartTime is not null) yield return (EventSeverity.Normal, ConditionReasons.GangRunning, $"all {after.WorldSize} workers run");
        if (Entered(before, after, AttemptPhase.Ending) && after.EndReason != nameof(EndReason.Completed)) yield return End(after);
        if (before.AttemptPhase != nameof(AttemptPhase.Ending) || after.AttemptPhase != nameof(AttemptPhase.None)) yield break;
        if (after.LastCheckpoint is { } saved && (saved.Time != before.LastCheckpoint?.Time || saved.Message != before.LastCheckpoint?.Message))
            yield return (EventSeverity.Normal, ConditionReasons.CheckpointSaved, saved.Message ?? "a worker acknowledged its checkpoint");
        else if (after.EndReason is nameof(EndReason.Preempted) or nameof(EndReason.Shrunk))
            yield return (EventSeverity.Warning, ConditionReasons.CheckpointMissing, after.EndDetail ?? "no checkpoint was acknowledged");
    }

    private static (EventSeverity Severity, string Reason, string Message) End(TrainingJobStatus after)
    {
        var reason = Enum.TryParse<EndReason>(after.EndReason, out var known) ? known : EndReason.None;
        var severity = reason is EndReason.Failed or EndReason.WorkerLost ? EventSeverity.Warning : EventSeverity.Normal;
        return (severity, TrainingConditions.Reason(reason), after.WaitingFor ?? after.EndDetail ?? "the workers are stopping");
    }

    private static bool Entered(TrainingJobStatus before, TrainingJobStatus after, AttemptPhase phase) =>
        after.AttemptPhase == phase.ToString() && before.AttemptPhase != after.AttemptPhase;

    private static k8s.Models.V1Condition? Turned(TrainingJobStatus before, TrainingJobStatus after, string type) =>
        ConditionList.Find(after.Conditions, type) is { Status: "True" } now && !ConditionList.Holds(before.Conditions, type) ? now : null;

    private static k8s.Models.V1Condition? IsNowWaiting(TrainingJobStatus before, TrainingJobStatus after) =>
        ConditionList.Find(after.Conditions, ConditionTypes.Admitted) is { Status: "False", Reason: ConditionReasons.WaitingForGpus } now
        && ConditionList.Find(before.Conditions, ConditionTypes.Admitted)?.Reason is not (ConditionReasons.WaitingForGpus or ConditionReasons.Preempted)
            ? now
            : null;
}
