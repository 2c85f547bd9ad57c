namespace InferenceOperator.Core.Training.Gang;

/// <summary>Counts what inference takes, once for each attempt.</summary>
internal static class Preemptions
{
    /// <summary>One more, now; those outside the window are forgotten.</summary>
    public static GangFacts Count(GangFacts facts, TimeSpan window, DateTimeOffset now) => facts with
    {
        Preemptions = facts.Preemptions + 1,
        PreemptionTimes = [.. facts.PreemptionTimes.Where(time => now - time < window), now],
    };

    /// <summary>
    /// A job is taken whole while its gang stops for another reason, or before it starts again: it waits as one that was preempted, and that
    /// counts unless the end was for inference already.
    /// </summary>
    public static GangFacts WhileStopped(GangState state, GangFacts facts, TrainingGrant? grant, DateTimeOffset now)
    {
        if (grant is not { Workers: 0, Kind: GrantKind.Suspend } || state.UserSuspended || facts is not { PreemptedAt: null, Finished: false, Attempt: > 0 }) return facts;
        if (facts.EndReason == EndReason.Completed) return facts;
        var taken = facts with { PreemptedAt = now };
        return state.Ran && facts.EndReason is not (EndReason.Preempted or EndReason.Shrunk) ? Count(taken, state.Window, now) : taken;
    }
}
