namespace InferenceOperator.Core.Scaling;

/// <summary>What to do without load.</summary>
internal static class QuietRules
{
    /// <summary>
    /// No requests: one replica a decision goes once it has been quiet for the delay; at no load there is nothing to observe in between. That
    /// one fewer would have done before says nothing about all of them; but now it would do, too, so that a trickle of requests goes down by one.
    /// </summary>
    /// <param name="view">What is seen.</param>
    /// <returns>The step.</returns>
    public static ScalingStep Decide(ReplicaView view)
    {
        var since = view.State.QuietSince ?? view.Now;
        var state = DownWindow.Note(view.State, 0, view.Now, view.Policy.DelayFor(view.State.Startup)) with { FewerSince = view.State.FewerSince ?? view.Now, BrokenSince = null };
        if (view.Current <= view.Minimum)
            return new(view.Current, $"holds {view.Current}: no requests, at minReplicas", state);
        if (view.Current == 1 && view.InFlight is not 0)
            return new(1, "holds 1: how many requests are in flight is not known, and the last replica goes only when there is none", state);
        if (view.Current == 1 && view.Replicas.Ready == 0)
            return new(1, "holds 1: the replica is on its way, and what it was woken for waits", state);
        var (quiet, delay) = (view.Now - since, view.Policy.DelayFor(view.State.Startup));
        return quiet >= delay
            ? new(view.Current - 1, $"no requests for {Numbers.Duration(quiet)}", state)
            : new(view.Current, $"holds {view.Current}: no requests for {Numbers.Duration(quiet)} of {Numbers.Duration(delay)}", state);
    }

    /// <summary>
    /// Replicas were wanted that found no place, and the objective holds without them: the wish for them ends with the delay, or GPUs would
    /// be taken from training for a load that is gone.
    /// </summary>
    /// <param name="view">What is seen.</param>
    /// <returns>The step.</returns>
    public static ScalingStep WithinOnFewer(ReplicaView view)
    {
        var enough = Math.Max(view.Replicas.Placed, view.Minimum);
        var since = view.State.FewerSince is { } seen && !(view.State.LastChange > seen) ? seen : view.State.LastChange > view.State.FewerSince ? view.State.LastChange!.Value : view.Now;
        var waited = view.Now - since;
        return waited < view.Policy.DelayFor(view.State.Startup) || enough >= view.Current
            ? new(view.Current, $"holds {view.Current}: {view.Measured} on {view.Replicas.Placed} that have a place", view.State with { FewerSince = view.State.FewerSince ?? view.Now })
            : new(enough, $"{view.Measured}; {view.Replicas.Placed} did for {Numbers.Duration(waited)}", view.State with { FewerSince = null });
    }
}
