namespace InferenceOperator.Core.Scaling;

/// <summary>Brings back a model that has no replica: its front counted a request, or its front's own metrics show some.</summary>
internal static class WakeUp
{
    /// <summary>Whether the front has counted since the last decision. A count that is seen for the first time is news when it is not zero.</summary>
    /// <param name="state">From the last decision.</param>
    /// <param name="reading">The reading, as it came.</param>
    /// <returns>True when it has.</returns>
    public static bool IsAsked(ScalingState state, MetricReading? reading) => reading?.FrontRequests is { } count && count != (state.FrontRequests ?? 0);

    /// <summary>Decides.</summary>
    /// <param name="view">What is seen.</param>
    /// <param name="reading">The reading, as it came.</param>
    /// <param name="asked">The front has counted.</param>
    /// <returns>One replica, or none; null where replicas run or are on their way, and another rule decides.</returns>
    public static ScalingStep? Decide(ReplicaView view, MetricReading? reading, bool asked) => view switch
    {
        { Current: > 0 } or { Maximum: 0 } => null,
        _ when asked => new(1, $"woken: the front has counted {reading!.FrontRequests} requests", view.State),
        { Quality.Signal: not (Signal.Stale or Signal.Invalid or Signal.Unreachable) } when Positive(reading?.Rate) || Positive(reading?.RecentRate) || Positive(reading?.InFlight) => new(1, "woken: requests come in", view.State),
        _ => new(0, "holds 0: no requests; the next one wakes it", view.State),
    };

    private static bool Positive(double? value) => value is > 0 and < double.PositiveInfinity;
}
