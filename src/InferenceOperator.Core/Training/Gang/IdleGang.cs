namespace InferenceOperator.Core.Training.Gang;

/// <summary>No attempt is under way: clear what is left and begin one when there is a grant.</summary>
internal static class IdleGang
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    public static GangPlan Decide(GangState state, TrainingGrant? grant, DateTimeOffset now)
    {
        var facts = state.Facts;
        // The pods of a finished job stay for their logs; only our finalizer goes.
        if (facts.Finished) return new GangPlan([.. GangActions.Release(state.Workers)], facts);
        if (state.Workers.Count > 0) return new GangPlan([.. GangActions.Remove(state.Workers)], facts);
        if (state.UserSuspended) return new GangPlan([], facts with { PreemptedAt = null });
        if (grant is not { Workers: > 0 }) return new GangPlan([], facts);
        if (RestartAt(facts) is { } restart && now < restart) return new GangPlan([], facts, restart);
        // On record first, pods next time: so a crash leaves no pod that the record does not know.
        return new GangPlan([], facts with
        {
            Attempt = facts.Attempt + 1,
            Phase = AttemptPhase.Active,
            EndReason = EndReason.None,
            EndDetail = null,
            WorldSize = grant.Workers,
            StartedAt = null,
            PreemptedAt = null,
        });
    }

    /// <summary>After failures the restart waits, twice as long each time. So it does where kubelets refuse the workers: a node's loss is no failure, but many in a row are.</summary>
    private static DateTimeOffset? RestartAt(GangFacts facts)
    {
        var times = facts.EndReason switch
        {
            EndReason.Failed => facts.Restarts,
            EndReason.WorkerLost => facts.LostStarts,
            _ => 0,
        };
        if (times == 0 || facts.EndedAt is not { } ended) return null;
        var factor = Math.Pow(2, Math.Clamp(times - 1, 0, 16));
        var delay = FirstBackoff * factor;
        return ended + (delay < LongestBackoff ? delay : LongestBackoff);
    }
}
