namespace InferenceOperator.Core.Training.Gang;

/// <summary>The workers are being stopped: wait until each has ended, then put on record what they said.</summary>
internal static class EndingGang
{
    /// <summary>How long after its deadline a stopping pod that says nothing counts as lost with its node.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(60);

    public static GangPlan Decide(GangState state, DateTimeOffset now)
    {
        var facts = state.Facts;
        var ours = state.Workers.Where(worker => worker.Attempt == facts.Attempt).ToList();
        var open = ours.Where(worker => !worker.Ended && !IsLost(worker, now)).ToList();
        if (open.Count > 0)
            return new GangPlan([.. GangActions.Stop(open)], facts, open.Min(worker => worker.StopDeadline) + LostAfter);

        // It was done before the request to stop reached anybody: nothing was taken from it.
        if (facts.WorldSize > 0 && WhyItEnds.HasCompleted(facts, ours)) return Completed(state, ours, now);

        var acknowledged = Acknowledgement.Of(ours, now);
        var lost = LostWork.GpuSeconds(state, acknowledged, now);
        return new GangPlan([], facts with
        {
            Phase = AttemptPhase.Accounted,
            EndedAt = now,
            EndDetail = facts.EndReason is EndReason.Preempted or EndReason.Shrunk ? EndDetails.OfCheckpoint(ours, acknowledged) : facts.EndDetail,
            LastCheckpoint = acknowledged ?? facts.LastCheckpoint,
            LostGpuSeconds = facts.LostGpuSeconds + lost,
            RecentLosses = RecentLosses.Add(state, lost, now),
        });
    }

    private static GangPlan Completed(GangState state, List<WorkerState> ours, DateTimeOffset now) => new([], Preemptions.TakeBack(state.Facts) with
    {
        Phase = AttemptPhase.Accounted,
        EndReason = EndReason.Completed,
        EndDetail = null,
        EndedAt = now,
        LastCheckpoint = Acknowledgement.Of(ours, now) ?? state.Facts.LastCheckpoint,
    });

    private static bool IsLost(WorkerState worker, DateTimeOffset now) =>
        worker is { Terminating: true, StopDeadline: { } deadline } && now >= deadline + LostAfter;
}
