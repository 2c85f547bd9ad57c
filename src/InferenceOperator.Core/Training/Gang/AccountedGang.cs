namespace InferenceOperator.Core.Training.Gang;

/// <summary>Everything is on record: the pods go, and then the next attempt may begin, or the job is over.</summary>
internal static class AccountedGang
{
    public static GangPlan Decide(GangState state, DateTimeOffset now)
    {
        var facts = state.Facts;
        var failed = facts.EndReason == EndReason.Failed && facts.Restarts > state.BackoffLimit;
        if (failed || facts.EndReason == EndReason.Completed)
            return new GangPlan([.. GangActions.Release(state.Workers)], facts with { Phase = AttemptPhase.None, WorldSize = 0, FinishedAt = now });
        if (state.Workers.Count > 0) return new GangPlan([.. GangActions.Remove(state.Workers)], facts);
        return new GangPlan([], facts with { Phase = AttemptPhase.None, WorldSize = 0, StartedAt = null });
    }
}
