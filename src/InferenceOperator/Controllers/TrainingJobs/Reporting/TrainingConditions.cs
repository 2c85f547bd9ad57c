using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Controllers.TrainingJobs.Reporting;

/// <summary>The conditions of a job: one small function each, facts in, condition out.</summary>
internal static class TrainingConditions
{
    /// <summary>All conditions, in the order shown.</summary>
    /// <param name="facts">The facts.</param>
    /// <returns>The conditions.</returns>
    public static IReadOnlyList<ConditionFact> All(TrainingFacts facts) =>
        [Ready(facts), Reconciling(facts), Stalled(facts), Admitted(facts), Running(facts), Preempted(facts), Completed(facts), Failed(facts)];

    /// <summary>Whether the job does what its owner asked: it runs, or has finished its work.</summary>
    public static ConditionFact Ready(TrainingFacts facts) => facts switch
    {
        { State: "Completed" } => ConditionFact.True(ConditionTypes.Ready, ConditionReasons.Completed, "every worker ended with exit code 0"),
        { State: "Failed" } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.BackoffLimitExceeded, Failure(facts)),
        { Stall: { } stall } => ConditionFact.False(ConditionTypes.Ready, stall.Reason, stall.Message),
        { State: "Running" } => ConditionFact.True(ConditionTypes.Ready, ConditionReasons.Available, Workers(facts)),
        { State: "Stopping" } => ConditionFact.False(ConditionTypes.Ready, Reason(facts.Gang.EndReason), Stopping(facts)),
        { State: "Starting", Problem: { } problem } => ConditionFact.False(ConditionTypes.Ready, problem.Reason, problem.Message),
        { State: "Starting" } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Progressing, Workers(facts)),
        { State: "Suspended" } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Suspended, "spec.suspend is true: no worker runs"),
        { State: "Preempted" } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Preempted, facts.Grant?.Reason ?? "its GPUs went to a model"),
        { Grant: { Workers: 0 } grant } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.WaitingForGpus, grant.Reason),
        { Gang.EndReason: EndReason.Failed } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.WorkerFailed, $"starts again after a failure: {Failure(facts)}"),
        { Gang: { EndReason: EndReason.WorkerLost, EndDetail: { } lost } } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.WorkerLost, $"starts again: {lost}"),
        _ => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Progressing, "no worker runs yet"),
    };

    /// <summary>Whether the operator is still on its way to the spec.</summary>
    public static ConditionFact Reconciling(TrainingFacts facts) => Ready(facts) switch
    {
        { Holds: true } => ConditionFact.False(ConditionTypes.Reconciling, ConditionReasons.Available, "nothing is left to do"),
        { Reason: ConditionReasons.Suspended } when facts.State == "Suspended" => ConditionFact.False(ConditionTypes.Reconciling, ConditionReasons.Suspended, "spec.suspend is true"),
        _ when Stalled(facts).Holds => ConditionFact.False(ConditionTypes.Reconciling, Stalled(facts).Reason, "see condition Stalled"),
        var ready => ConditionFact.True(ConditionTypes.Reconciling, ready.Reason, ready.Message),
    };

    /// <summary>Whether only a change from outside can help.</summary>
    public static ConditionFact Stalled(TrainingFacts facts) => facts switch
    {
        { State: "Failed" } => ConditionFact.True(ConditionTypes.Stalled, ConditionReasons.BackoffLimitExceeded, Failure(facts)),
        { State: not "Completed", Stall: { } stall } => ConditionFact.True(ConditionTypes.Stalled, stall.Reason, stall.Message),
        _ => ConditionFact.False(ConditionTypes.Stalled, ConditionReasons.Progressing, "nothing is in the way"),
    };

    /// <summary>Whether the capacity plan gives the job its workers.</summary>
    public static ConditionFact Admitted(TrainingFacts facts) => facts switch
    {
        { Gang.Finished: true } => ConditionFact.False(ConditionTypes.Admitted, facts.State == "Completed" ? ConditionReasons.Completed : ConditionReasons.BackoffLimitExceeded, "the job is over"),
        { Spec.Suspend: true } => ConditionFact.False(ConditionTypes.Admitted, ConditionReasons.Suspended, "spec.suspend is true"),
        { Grant: null } => ConditionList.Find(facts.Before?.Conditions, ConditionTypes.Admitted) is { } before
            ? new ConditionFact(ConditionTypes.Admitted, before.Status, before.Reason, before.Message)
            : ConditionFact.Unknown(ConditionTypes.Admitted, ConditionReasons.NoDecisionYet, "the capacity plan has said nothing yet"),
        { Grant: { Workers: > 0 } grant } => ConditionFact.True(ConditionTypes.Admitted, ConditionReasons.Available, grant.Reason),
        { Grant.Kind: GrantKind.Suspend } => ConditionFact.False(ConditionTypes.Admitted, ConditionReasons.Preempted, facts.Grant.Reason),
        _ => ConditionFact.False(ConditionTypes.Admitted, facts.Stall?.Reason ?? ConditionReasons.WaitingForGpus, facts.Grant.Reason),
    };

    /// <summary>Whether the whole gang runs.</summary>
    public static ConditionFact Running(TrainingFacts facts) => facts.AllRun
        ? ConditionFact.True(ConditionTypes.Running, ConditionReasons.GangRunning, Workers(facts))
        : ConditionFact.False(ConditionTypes.Running, Ready(facts).Reason, Workers(facts));

    /// <summary>Whether the job gave its GPUs to inference and waits to come back.</summary>
    public static ConditionFact Preempted(TrainingFacts facts) => facts.Gang.PreemptedAt is null
        ? ConditionFact.False(ConditionTypes.Preempted, ConditionReasons.Available, $"preempted {facts.Gang.Preemptions} times so far, {facts.Gang.PreemptionTimes.Count} of {facts.Spec.MaxPreemptions} in {facts.Spec.Window}")
        : ConditionFact.True(ConditionTypes.Preempted, ConditionReasons.Preempted, PreemptedMessage(facts));

    /// <summary>Whether the job finished its work.</summary>
    public static ConditionFact Completed(TrainingFacts facts) => facts.State == "Completed"
        ? ConditionFact.True(ConditionTypes.Completed, ConditionReasons.Completed, "every worker ended with exit code 0")
        : ConditionFact.False(ConditionTypes.Completed, Ready(facts).Reason, "not finished");

    /// <summary>Whether the job failed for good.</summary>
    public static ConditionFact Failed(TrainingFacts facts) => facts.State == "Failed"
        ? ConditionFact.True(ConditionTypes.Failed, ConditionReasons.BackoffLimitExceeded, Failure(facts))
        : ConditionFact.False(ConditionTypes.Failed, ConditionReasons.Progressing, $"{facts.Gang.Restarts} of {facts.Spec.BackoffLimit} restarts after failures");

    /// <summary>The reason that goes with an end.</summary>
    public static string Reason(EndReason reason) => reason switch
    {
        EndReason.Preempted => ConditionReasons.Preempted,
        EndReason.Shrunk => ConditionReasons.Shrunk,
        EndReason.Failed => ConditionReasons.WorkerFailed,
        EndReason.WorkerLost => ConditionReasons.WorkerLost,
        EndReason.Restarted => ConditionReasons.Restarted,
        EndReason.Suspended => ConditionReasons.Suspended,
        EndReason.Completed => ConditionReasons.Completed,
        _ => ConditionReasons.Progressing,
    };

    /// <summary>Why the gang is being stopped.</summary>
    public static string Stopping(TrainingFacts facts) => facts.Gang.EndReason switch
    {
        EndReason.Preempted or EndReason.Shrunk => facts.Grant?.Reason is { } why && facts.Grant.Kind is GrantKind.Suspend or GrantKind.Shrink ? facts.Grant.Reason : "a model needs its GPUs: the workers were asked to save and to stop",
        EndReason.Restarted when facts.Grant is { Workers: 0 } waits => $"goes back to the queue: {waits.Reason}",
        EndReason.Restarted => facts.Grant is { Workers: > 0 } grant && grant.Workers != facts.Gang.WorldSize
            ? $"goes from {facts.Gang.WorldSize} to {grant.Workers} workers"
            : "starts again with the changed template",
        EndReason.Suspended => "spec.suspend is true: the workers were asked to save and to stop",
        _ => facts.Gang.EndDetail ?? "the workers are stopping",
    };

    private static string Workers(TrainingFacts facts) => facts.Gang.Phase == AttemptPhase.Active
        ? $"{facts.Running} of {facts.Gang.WorldSize} workers run{(facts.Gang.WorldSize < facts.Spec.Workers ? $"; {facts.Spec.Workers} are wanted" : "")}"
        : $"{facts.Running} of {facts.Spec.Workers} workers run";

    private static string Failure(TrainingFacts facts) => $"{facts.Gang.EndDetail ?? "a worker failed"}; failure {facts.Gang.Restarts}, spec.backoffLimit is {facts.Spec.BackoffLimit}";

    // Why it was preempted stays to be read while it waits; whether it saved is added when that is known.
    private static string PreemptedMessage(TrainingFacts facts)
    {
        var before = ConditionList.Find(facts.Before?.Conditions, ConditionTypes.Preempted);
        var why = before is { Status: "True" } ? before.Message : facts.Grant is { Kind: GrantKind.Suspend } grant ? grant.Reason : "a model needed its GPUs";
        return facts.Gang.EndDetail is not { } detail || why.EndsWith(detail, StringComparison.Ordinal) ? why : $"{why}; {detail}";
    }
}
