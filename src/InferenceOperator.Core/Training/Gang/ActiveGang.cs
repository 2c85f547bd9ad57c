namespace InferenceOperator.Core.Training.Gang;

/// <summary>The attempt is to run: make the pods that are missing, or begin to end it.</summary>
internal static class ActiveGang
{
    public static GangPlan Decide(GangState state, TrainingGrant? grant, DateTimeOffset now)
    {
        var facts = state.Facts;
        var ours = state.Workers.Where(worker => worker.Attempt == facts.Attempt).ToList();
        var others = state.Workers.Where(worker => worker.Attempt != facts.Attempt).ToList();
        var end = WhyItEnds.Of(state, grant, ours);
        if (end != EndReason.None) return End(state, ours, end, now);
        // Pods of an earlier attempt have the same names: they must be gone before ours come.
        if (others.Count > 0) return new GangPlan([.. GangActions.Remove(others)], facts);

        var missing = Enumerable.Range(0, facts.WorldSize).Except(ours.Select(worker => worker.Rank));
        var create = missing.Select(rank => (GangAction)new GangAction.Create(rank, facts.Attempt, facts.WorldSize)).ToList();
        var allRun = create.Count == 0 && ours.All(worker => worker.Running || worker.Ended);
        return new GangPlan(create, facts.StartedAt is null && allRun ? facts with { StartedAt = now, LostStarts = 0 } : facts);
    }

    private static GangPlan End(GangState state, List<WorkerState> ours, EndReason reason, DateTimeOffset now)
    {
        // The reason is counted in the same write that puts it on record, so it is counted once, whenever a crash comes.
        var forInference = reason is EndReason.Preempted or EndReason.Shrunk;
        var facts = state.Facts with
        {
            Phase = AttemptPhase.Ending,
            EndReason = reason,
            EndDetail = EndDetails.Of(reason, ours),
            Restarts = state.Facts.Restarts + (reason == EndReason.Failed ? 1 : 0),
            LostStarts = state.Facts.LostStarts + (reason == EndReason.WorkerLost && state.Facts.StartedAt is null ? 1 : 0),
            PreemptedAt = reason == EndReason.Preempted ? now : null,
        };
        if (forInference && state.Ran) facts = Preemptions.Count(facts, state.Window, now);
        return new GangPlan([.. GangActions.Stop(ours.Where(worker => !worker.Ended))], facts);
    }
}
