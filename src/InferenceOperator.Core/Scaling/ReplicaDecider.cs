using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Decides how many replicas a model should have. Up at once, by what was learnt of the service or, while too little is known, in proportion
/// to the latency; down one replica at a time, only when fewer would have done for the whole delay; never down on numbers that are missing,
/// old, partial or nonsense.
/// </summary>
public static class ReplicaDecider
{
    private const int HistoryLength = 5;
    private const int MostOrders = 20;

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
        view = view with { State = ServiceLearner.Learn(view) };
        var asked = WakeUp.IsAsked(state, reading);
        if (asked)
            view = view with { State = view.State with { QuietSince = null } };
        var step = OutOfBounds(view) ?? WakeUp.Decide(view, reading, asked) ?? OnSignal(view);
        var quiet = quality.Signal == Signal.NoTraffic ? view.State.QuietSince ?? now : (DateTimeOffset?)null;
        return Record(view, step with { State = step.State with { DecidedAt = now, QuietSince = quiet, FrontRequests = reading?.FrontRequests ?? state.FrontRequests } });
    }

    private static ScalingStep? OutOfBounds(ReplicaView view) => view switch
    {
        { Current: var current, Minimum: var minimum } when current < minimum => new(minimum, $"minReplicas is {minimum}", view.State with { FewerSince = null }),
        { Current: var current, Maximum: var maximum } when current > maximum => new(maximum, $"maxReplicas is {maximum}", view.State with { FewerSince = null }),
        _ => null,
    };

    private static ScalingStep OnSignal(ReplicaView view) => view.Quality.Signal switch
    {
        Signal.NoTraffic => QuietRules.Decide(view),
        Signal.Fresh when view.Ratio <= 1 && view.ShortOfPlaces => QuietRules.WithinOnFewer(view),
        Signal.Fresh or Signal.Partial => LoadRules.Decide(view, ReplicaSizer.Size(view)),
        _ => new(view.Current, $"holds {view.Current}: {view.Quality.Explanation}", DownWindow.Forget(view.State with { FewerSince = null, BrokenSince = null })),
    };

    private static ScalingDecision Record(ReplicaView view, ScalingStep step)
    {
        bool? met = view.Quality.Signal switch
        {
            Signal.Fresh or Signal.Partial when view.HasLatency || view.Rejected > 0 => view.Ratio <= 1,
            Signal.NoTraffic => true,
            Signal.Infeasible => false,
            _ => null,
        };
        return Changed(step.Desired, view.Quality.Signal, met, step.Reason, view.Current, step.State, view.Now);
    }

    private static ScalingDecision Fixed(int desired, string reason, ReplicaCounts replicas, ScalingState state, DateTimeOffset now) =>
        Changed(desired, null, null, reason, replicas.Current, DownWindow.Forget(state) with { FewerSince = null, QuietSince = null, DecidedAt = now }, now);

    private static ScalingDecision Changed(
        int desired, Signal? signal, bool? met, string reason, int current, ScalingState state, DateTimeOffset now)
    {
        if (desired == current)
            return new(desired, signal, met, reason, state);
        var sentence = $"{current} -> {desired}: {reason}";
        ImmutableArray<ScalingRecord> history = [new(now, current, desired, sentence), .. state.History.Take(HistoryLength - 1)];
        state = state with { LastChange = now, History = history };
        if (desired > current)
            state = state with { LastScaleUp = now, Orders = [.. state.Orders.TakeLast(MostOrders - 1), new(now, desired)] };
        return new(desired, signal, met, sentence, state);
    }
}
