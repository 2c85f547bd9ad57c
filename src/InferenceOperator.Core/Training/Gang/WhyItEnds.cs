namespace InferenceOperator.Core.Training.Gang;

/// <summary>Whether and why a running attempt ends; what is worth more to know comes first.</summary>
internal static class WhyItEnds
{
    public static EndReason Of(GangState state, TrainingGrant? grant, IReadOnlyCollection<WorkerState> ours)
    {
        var facts = state.Facts;
        if (HasCompleted(facts, ours)) return EndReason.Completed;
        if (state.UserSuspended) return EndReason.Suspended;
        // Those that lose a peer to its node often fail for it: that is no failure of the job.
        if (ours.Any(WorkerState.HasFailed) && !ours.Any(worker => worker.Disrupted)) return EndReason.Failed;
        if (grant is { Workers: 0, Kind: GrantKind.Stop }) return EndReason.Suspended;
        if (grant is { Workers: 0, Kind: GrantKind.Suspend }) return EndReason.Preempted;
        // Fewer workers because inference needs GPUs is a preemption; any other change of size is a restart: the owner's own wish, or places that were lost,
        // for all of which it goes back to the queue.
        if (grant is { Kind: GrantKind.Shrink } && grant.Workers < facts.WorldSize) return EndReason.Shrunk;
        if (state.TemplateChanged || (grant is not null && grant.Workers != facts.WorldSize)) return EndReason.Restarted;
        return IsLost(facts, ours) ? EndReason.WorkerLost : EndReason.None;
    }

    /// <summary>Whether every worker of the attempt ended by itself and well.</summary>
    public static bool HasCompleted(GangFacts facts, IReadOnlyCollection<WorkerState> ours) => ours.Count >= facts.WorldSize && ours.All(WorkerState.HasCompleted);

    // We stop no worker of an active attempt: one that stops, or is gone after all ran, was taken by somebody else.
    private static bool IsLost(GangFacts facts, IReadOnlyCollection<WorkerState> ours) =>
        ours.Any(worker => worker.Terminating || worker.Disrupted || worker is { Ended: true, ExitCode: null })
        || (facts.StartedAt is not null && ours.Count < facts.WorldSize);
}
