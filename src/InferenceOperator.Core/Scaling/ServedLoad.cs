namespace InferenceOperator.Core.Scaling;

/// <summary>What replicas were seen to carry, and whether one fewer would do.</summary>
public static class ServedLoad
{
    /// <summary>Share of the objective, and of a proven load, that a consolidation may use: the rest is for noise.</summary>
    public const double Margin = 0.9;

    /// <summary>Takes a measurement of settled replicas into account.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="ratePerReplica">Requests a second that one replica carries.</param>
    /// <param name="ratio">Observed latency over the objective.</param>
    /// <returns>What is known now.</returns>
    public static ScalingState Learn(ScalingState state, double ratePerReplica, double ratio)
    {
        if (ratePerReplica <= 0)
            return state;
        if (ratio > ProportionalRule.UpperEdge)
        {
            var broken = Math.Min(ratePerReplica, state.BrokenRatePerReplica ?? double.PositiveInfinity);
            return state with { BrokenRatePerReplica = broken, ProvenRatePerReplica = Least(state.ProvenRatePerReplica, broken) };
        }

        if (ratio > Margin)
            return state;
        return state with
        {
            ProvenRatePerReplica = Math.Max(ratePerReplica, state.ProvenRatePerReplica ?? 0),
            // A load that broke the objective once and holds it now was not what broke it.
            BrokenRatePerReplica = ratePerReplica > state.BrokenRatePerReplica ? null : state.BrokenRatePerReplica,
        };
    }

    /// <summary>
    /// Whether the objective would hold on one replica fewer: at a load that was seen to hold, or, where nothing was seen, when the latency
    /// grown in proportion to the load stays inside the margin. A load that was seen to break the objective is not tried again.
    /// </summary>
    /// <param name="state">What is known.</param>
    /// <param name="replicas">Replicas now.</param>
    /// <param name="rate">Requests a second, all replicas together.</param>
    /// <param name="ratio">Observed latency over the objective.</param>
    /// <returns>True when it would.</returns>
    public static bool FewerWouldDo(ScalingState state, int replicas, double rate, double ratio)
    {
        if (replicas <= 1)
            return false;
        var then = rate / (replicas - 1);
        if (then >= state.BrokenRatePerReplica * Margin)
            return false;
        return then <= state.ProvenRatePerReplica * Margin || ratio * replicas / (replicas - 1) <= Margin;
    }

    private static double? Least(double? known, double bound) => known is { } value ? Math.Min(value, bound) : null;
}
