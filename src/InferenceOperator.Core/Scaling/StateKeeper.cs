using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>Brings the state up to the present before a decision: what arrived, which replicas came, which observations a gap has broken.</summary>
internal static class StateKeeper
{
    private const double StartupWeight = 0.3;
    private static readonly TimeSpan LongestStartup = TimeSpan.FromMinutes(30);

    /// <summary>Brings it up.</summary>
    /// <param name="state">From the last decision.</param>
    /// <param name="reading">What was read; null: nothing.</param>
    /// <param name="quality">What that is worth.</param>
    /// <param name="replicas">The replicas.</param>
    /// <param name="now">The time.</param>
    /// <param name="rules">What makes numbers trustworthy.</param>
    /// <returns>The state.</returns>
    public static ScalingState Carried(
        ScalingState state, MetricReading? reading, SignalQuality quality, ReplicaCounts replicas, DateTimeOffset now, SignalRules rules)
    {
        var arriving = replicas.Ready < replicas.Current;
        var gap = state.DecidedAt is { } last && now - last > rules.StaleAfter;
        if (gap)
            state = state with { FewerSince = null, QuietSince = null, BrokenSince = null, Needs = [], NeedsSince = null };
        state = state with
        {
            Serving = replicas.Ready,
            GrownAt = replicas.Ready > state.Serving && state.ServingSince is not null ? now : state.GrownAt,
            ServingSince = replicas.Ready == state.Serving && !gap ? state.ServingSince ?? now : now,
            LastUnready = arriving ? now : state.LastUnready,
            // After a restart, replicas on their way count as a step just taken.
            LastScaleUp = arriving && state.DecidedAt is null ? state.LastScaleUp ?? now : state.LastScaleUp,
        };
        return WithDemand(WithArrivals(state, replicas, now), reading, quality, now, rules);
    }

    /// <summary>The time from having GPUs to readiness, smoothed; of orders that are given up nothing is learnt.</summary>
    private static ScalingState WithArrivals(ScalingState state, ReplicaCounts replicas, DateTimeOffset now)
    {
        if (state.Orders.IsEmpty)
            return state;
        var startup = state.Startup;
        var open = ImmutableArray.CreateBuilder<ReplicaOrder>();
        foreach (var order in state.Orders)
        {
            if (order.Replicas > replicas.Current || now - order.At > LongestStartup)
                continue;
            if (order.Replicas > replicas.Ready)
                open.Add(order.Replicas > replicas.Placed ? order with { From = now } : order);
            else
                startup = startup is { } known ? known + (StartupWeight * (now - order.From - known)) : now - order.From;
        }

        return state with { Orders = open.ToImmutable(), Startup = startup };
    }

    private static ScalingState WithDemand(ScalingState state, MetricReading? reading, SignalQuality quality, DateTimeOffset now, SignalRules rules)
    {
        if (reading is null || quality.Signal is not (Signal.Fresh or Signal.NoTraffic or Signal.Partial) || Measure(reading.Rate) is not { } rate)
            return state;
        var recent = Measure(reading.RecentRate);
        var demand = DemandTracker.Add(state.Demand, now, recent ?? rate, recent is null ? rules.MeasurementWindow : rules.RecentWindow, Measure(reading.InFlight));
        // What only some pods say is less than what arrived: it may add replicas, and is no history.
        if (quality.Signal == Signal.Partial)
            return state with { Demand = demand };
        var (fine, coarse) = (state.RecentLoad.Add(now, demand[^1].Arrivals), state.PastLoad.Add(now, demand[^1].Arrivals));
        return state with { Demand = demand, RecentLoad = fine, PastLoad = coarse, Periods = state.Periods.Refreshed(fine, coarse, now) };
    }

    private static double? Measure(double? value) => value is { } number && double.IsFinite(number) && number >= 0 ? number : null;
}
