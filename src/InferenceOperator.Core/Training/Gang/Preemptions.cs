namespace InferenceOperator.Core.Training.Gang;

/// <summary>Counts what inference takes, once for each attempt.</summary>
internal static class Preemptions
{
    /// <summary>
    /// Shrinks within this time after a preemption that was counted towards the job's limit are part of it: a load that rises for a while takes
    /// one worker after the other, and would use up a day's limit within minutes.
    /// </summary>
    public static readonly TimeSpan Episode = TimeSpan.FromMinutes(15);

    /// <summary>One more, now; those outside the window are forgotten.</summary>
    public static GangFacts Count(GangFacts facts, TimeSpan window, DateTimeOffset now) => facts with
    {
        Preemptions = facts.Preemptions + 1,
        PreemptionTimes = [.. TowardsLimit([.. facts.PreemptionTimes.Where(time => now - time < window)], facts.EndReason == EndReason.Shrunk, now)],
    };

    /// <summary>One less: the gang was to be stopped for inference, and had done its work before.</summary>
    public static GangFacts TakeBack(GangFacts facts)
    {
        var counted = facts is { EndReason: EndReason.Preempted or EndReason.Shrunk, StartedAt: not null, Preemptions: > 0 };
        return facts with
        {
            Preemptions = facts.Preemptions - (counted ? 1 : 0),
            PreemptionTimes = counted && facts.PreemptionTimes is [.., var last] && last == facts.PreemptedAt ? [.. facts.PreemptionTimes.SkipLast(1)] : facts.PreemptionTimes,
            PreemptedAt = null,
        };
    }

    /// <summary>The preemptions that count towards the limit, with one more.</summary>
    /// <param name="times">Those before, oldest first.</param>
    /// <param name="shrink">It takes some workers, not all.</param>
    /// <param name="now">When.</param>
    /// <returns>The times.</returns>
    public static IReadOnlyList<DateTimeOffset> TowardsLimit(IReadOnlyList<DateTimeOffset> times, bool shrink, DateTimeOffset now) =>
        shrink && times is [.., var last] && now - last < Episode ? times : [.. times, now];

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
