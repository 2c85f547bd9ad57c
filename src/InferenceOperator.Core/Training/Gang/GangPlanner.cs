namespace InferenceOperator.Core.Training.Gang;

/// <summary>
/// Decides what to do about one training job: a gang whose workers start together, restart together and stop together. Level-based: it looks at
/// the pods that exist and at what is on record, so it may be asked at any time, and after a crash between any two of its actions.
/// </summary>
public static class GangPlanner
{
    /// <summary>Decides.</summary>
    /// <param name="state">The job and its pods.</param>
    /// <param name="grant">What the capacity plan gives it; null: not known yet, so nothing begins and nothing is stopped for it.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>What to do and what to put on record.</returns>
    public static GangPlan Decide(GangState state, TrainingGrant? grant, DateTimeOffset now)
    {
        if (state.Facts.Phase == AttemptPhase.Active) return ActiveGang.Decide(state, grant, now);
        var plan = state.Facts.Phase switch
        {
            AttemptPhase.Ending => EndingGang.Decide(state, now),
            _ => IdleGang.Decide(state, grant, now),
        };
        return plan with { Facts = Preemptions.WhileStopped(state, plan.Facts, grant, now) };
    }
}
