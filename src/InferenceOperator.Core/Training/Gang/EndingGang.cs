namespace InferenceOperator.Core.Training.Gang;

/// <summary>The workers are being stopped: wait until each has ended, then put on record what they said.</summary>
internal static class EndingGang
{
    public static GangPlan Decide(GangState state, DateTimeOffset now)
    {
        var facts = state.Facts;
        var ours = state.Workers.Where(worker => worker.Attempt == facts.Attempt).ToList();
        var open = ours.Where(worker => !worker.Ended && !IsLost(worker, now)).ToList();
        if (open.Count > 0)
            return new GangPlan([.. GangActions.Stop(open)], facts, open.Min(worker => worker.StopDeadline) + WorkerState.LostAfter);

        // It was done before the request to stop reached anybody: nothing was taken from it.
        if (facts.WorldSize > 0 && WhyItEnds.HasCompleted(facts, ours)) return Completed(state, ours, now);

        var acknowledged = Acknowledgement.Of(ours, now);
        var lost = LostWork.GpuSeconds(state, acknowledged, now);
        var failed = facts.EndReason == EndReason.Failed && facts.Restarts > state.BackoffLimit;
        return new GangPlan([], Over(facts, now) with
        {
            FinishedAt = failed ? now : null,
            EndDetail = facts.EndReason is EndReason.Preempted or EndReason.Shrunk ? EndDetails.OfCheckpoint(ours, acknowledged) : facts.EndDetail,
            LastCheckpoint = acknowledged ?? facts.LastCheckpoint,
            LostGpuSeconds = facts.LostGpuSeconds + lost,
            RecentLosses = RecentLosses.Add(facts.RecentLosses, state.Pools, lost, now),
        });
    }

    private static GangPlan Completed(GangState state, List<WorkerState> ours, DateTimeOffset now) => new([], Over(Preemptions.TakeBack(state.Facts), now) with
    {
        EndReason = EndReason.Completed,
        EndDetail = null,
        FinishedAt = now,
        LastCheckpoint = Acknowledgement.Of(ours, now) ?? state.Facts.LastCheckpoint,
    });

    // All in one write: their last words, and where the job stands without them. The pods go after it.
    private static GangFacts Over(GangFacts facts, DateTimeOffset now) => facts with { Phase = AttemptPhase.None, WorldSize = 0, StartedAt = null, EndedAt = now };

    private static bool IsLost(WorkerState worker, DateTimeOffset now) =>
        worker is { Terminating: true, StopDeadline: { } deadline } && now >= deadline + WorkerState.LostAfter;
}
