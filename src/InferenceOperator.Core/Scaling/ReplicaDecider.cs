using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Decides how many replicas a model should have. Up at once, but not again before the last step has arrived; down one replica at a time, only
/// when one fewer would have done for the whole delay; never down on numbers that are missing, old, partial or nonsense.
/// </summary>
public static class ReplicaDecider
{
    private const int HistoryLength = 5;

    /// <summary>The decision.</summary>
    /// <param name="policy">The model's rules.</param>
    /// <param name="reading">What was measured; null: nothing yet.</param>
    /// <param name="replicas">The model's replicas.</param>
    /// <param name="state">From the last decision; empty after a restart.</param>
    /// <param name="now">The time.</param>
    /// <param name="rules">What makes numbers trustworthy; null: the defaults.</param>
    /// <returns>Replicas wanted, why, and the state for the next decision.</returns>
    public static ScalingDecision Decide(
        ScalingPolicy policy, MetricReading? reading, ReplicaCounts replicas, ScalingState state, DateTimeOffset now, SignalRules? rules = null)
    {
        if (policy.Suspended)
            return Fixed(0, "suspended by its owner", replicas, state, now);
        if (policy.Mode != ScalingMode.Slo)
            return Fixed(Math.Max(0, policy.Replicas), policy.Mode == ScalingMode.Manual ? "set by hand" : "set from outside", replicas, state, now);
        if (policy.Target is not { } target || target <= TimeSpan.Zero)
            return Fixed(Math.Max(0, policy.MinReplicas), "minReplicas: no latency objective is set", replicas, state, now);

        rules ??= SignalRules.Default;
        var quality = SignalClassifier.Classify(reading, policy, replicas, rules);
        var view = ReplicaView.Of(policy, reading, quality, replicas, state, now, rules);
        var step = OutOfBounds(view) ?? OnSignal(view);
        var quiet = quality.Signal == Signal.NoTraffic ? view.State.QuietSince ?? now : (DateTimeOffset?)null;
        var ahead = step.State with { DecidedAt = now, QuietSince = quiet };
        return Record(view, step, ahead);
    }

    private static Step? OutOfBounds(ReplicaView view) => view switch
    {
        { Current: var current, Minimum: var minimum } when current < minimum => new(minimum, $"minReplicas is {minimum}", Fresh(view)),
        { Current: var current, Maximum: var maximum } when current > maximum => new(maximum, $"maxReplicas is {maximum}", Fresh(view)),
        _ => null,
    };

    private static Step OnSignal(ReplicaView view) => view.Quality.Signal switch
    {
        Signal.NoTraffic => WithoutTraffic(view),
        Signal.Fresh when view.Ratio <= 1 && view.ShortOfPlaces => WithinOnFewer(view),
        Signal.Fresh when view.Ratio <= 1 => Within(view),
        Signal.Fresh or Signal.Partial => Upwards(view),
        _ => new(view.Current, $"holds {view.Current}: {view.Quality.Explanation}", Fresh(view)),
    };

    /// <summary>
    /// No requests: one replica a decision goes once it has been quiet for the delay; at no load there is nothing to observe in between. That
    /// one fewer would have done before says nothing about all of them; but now it would do, too, so that a trickle of requests goes down by one.
    /// </summary>
    private static Step WithoutTraffic(ReplicaView view)
    {
        var since = view.State.QuietSince ?? view.Now;
        var counted = view.State with { FewerSince = view.State.FewerSince ?? view.Now };
        if (view.Current <= view.Minimum)
            return new(view.Current, $"holds {view.Current}: no requests, at minReplicas", counted);
        return view.Now - since >= view.Policy.ScaleDownDelay
            ? new(view.Current - 1, $"no requests for {Numbers.Duration(view.Now - since)}", counted)
            : new(view.Current, $"holds {view.Current}: no requests for {Numbers.Duration(view.Now - since)} of {Numbers.Duration(view.Policy.ScaleDownDelay)}", counted);
    }

    /// <summary>Inside the objective: down by one when one fewer would have done for the whole delay.</summary>
    private static Step Within(ReplicaView view)
    {
        var learnt = view.Settled ? ServedLoad.Learn(view.State, view.RatePerReplica, view.Ratio) : view.State;
        var fits = view.Settled && view.Current > view.Minimum && ServedLoad.FewerWouldDo(learnt, view.Current, view.Rate, view.Ratio);
        if (!fits)
            return new(view.Current, $"holds {view.Current}: {view.Measured}", learnt with { FewerSince = null });

        // What was observed at another number of replicas says nothing about this one.
        var since = Latest(learnt.FewerSince ?? view.Now, learnt.LastChange);
        var waited = view.Now - since;
        if (waited < view.Policy.ScaleDownDelay)
        {
            var reason = $"holds {view.Current}: {view.Measured}; {view.Current - 1} would do for {Numbers.Duration(waited)} of {Numbers.Duration(view.Policy.ScaleDownDelay)}";
            return new(view.Current, reason, learnt with { FewerSince = since });
        }

        return new(view.Current - 1, $"{view.Measured}; {view.Current - 1} would have done for {Numbers.Duration(waited)}", learnt with { FewerSince = null });
    }

    /// <summary>
    /// Replicas were wanted that found no place, and the objective holds without them: the wish for them ends with the delay, or GPUs would
    /// be taken from training for a load that is gone.
    /// </summary>
    private static Step WithinOnFewer(ReplicaView view)
    {
        var enough = Math.Max(view.Replicas.Placed, view.Minimum);
        var since = Latest(view.State.FewerSince ?? view.Now, view.State.LastChange);
        var waited = view.Now - since;
        return waited < view.Policy.ScaleDownDelay || enough >= view.Current
            ? new(view.Current, $"holds {view.Current}: {view.Measured} on {view.Replicas.Placed} that have a place", view.State with { FewerSince = since })
            : new(enough, $"{view.Measured}; {view.Replicas.Placed} did for {Numbers.Duration(waited)}", Fresh(view));
    }

    /// <summary>Over the objective, or only part of the pods seen: up or hold.</summary>
    private static Step Upwards(ReplicaView view)
    {
        var held = view.Quality.Signal == Signal.Fresh && view.Arrived && (view.Settled || view.Ratio > ProportionalRule.UpperEdge)
            ? ServedLoad.Learn(view.State, view.RatePerReplica, view.Ratio) with { FewerSince = null }
            : Fresh(view);
        var note = view.Quality.Signal == Signal.Partial ? $"{view.Measured}; {view.Quality.Explanation}" : view.Measured;
        if (view.Ratio <= ProportionalRule.UpperEdge)
            return new(view.Current, $"holds {view.Current}: {note}, inside the tolerance of {Numbers.Share(ProportionalRule.UpperEdge - 1)}", held);
        if (view.Current >= view.Maximum)
            return new(view.Current, $"holds {view.Current}: {note}; at maxReplicas", held);
        if (view.StepUnderWay)
            return new(view.Current, $"holds {view.Current}: {note}; {view.Arriving}", held);

        var desired = Math.Min(view.Maximum, ProportionalRule.Desired(view.Current, view.Serving, view.Ratio));
        return desired > view.Current
            ? new(desired, note, held with { LastScaleUp = view.Now })
            : new(view.Current, $"holds {view.Current}: {note}; {view.Arriving}", held);
    }

    private static ScalingDecision Record(ReplicaView view, Step step, ScalingState state)
    {
        bool? met = view.Quality.Signal switch
        {
            Signal.Fresh or Signal.Partial when view.HasLatency || view.Rejected > 0 => view.Ratio <= 1,
            Signal.NoTraffic => true,
            Signal.Infeasible => false,
            _ => null,
        };
        return Changed(step.Desired, view.Quality.Signal, met, step.Reason, view.Current, state, view.Now);
    }

    private static ScalingDecision Fixed(int desired, string reason, ReplicaCounts replicas, ScalingState state, DateTimeOffset now) =>
        Changed(desired, null, null, reason, replicas.Current, state with { FewerSince = null, QuietSince = null, DecidedAt = now }, now);

    private static ScalingDecision Changed(
        int desired, Signal? signal, bool? met, string reason, int current, ScalingState state, DateTimeOffset now)
    {
        if (desired == current)
            return new(desired, signal, met, reason, state);
        var sentence = $"{current} -> {desired}: {reason}";
        ImmutableArray<ScalingRecord> history = [new(now, current, desired, sentence), .. state.History.Take(HistoryLength - 1)];
        return new(desired, signal, met, sentence, state with { LastChange = now, History = history });
    }

    private static ScalingState Fresh(ReplicaView view) => view.State with { FewerSince = null };

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other is { } time && time > one ? time : one;

    private readonly record struct Step(int Desired, string Reason, ScalingState State);
}
