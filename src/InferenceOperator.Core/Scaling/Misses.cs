namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Small misses of the objective that last, whatever single windows say: a cumulative sum of the logarithm of observed over target (Page,
/// "Continuous inspection schemes", Biometrika 41, 1954).
/// </summary>
internal static class Misses
{
    /// <summary>Beyond this sum, seconds, replicas are too few: 160 s at 1.1 times the objective, 40 s at one and a half.</summary>
    public const double Most = 15;

    private const double Greatest = 0.7;

    /// <summary>Requests beyond the percentile that a window must have: the percentile of few is that of a single one.</summary>
    private const double LeastBeyond = 1;
    private const double EnoughBeyond = 3;

    /// <summary>The sum with the present reading.</summary>
    /// <param name="view">What is seen.</param>
    /// <returns>Seconds; 0 where the readings do not speak of just these replicas.</returns>
    public static double Sum(ReplicaView view)
    {
        if (view.Quality.Signal != Signal.Fresh || !view.HasLatency || !view.Settled || view.HoldsEcho || view.State.DecidedAt is not { } last)
            return 0;
        var beyond = view.Rate * view.Rules.MeasurementWindow.TotalSeconds * (1 - (view.Policy.Percentile / 100.0));
        var weight = Math.Clamp((beyond - LeastBeyond) / (EnoughBeyond - LeastBeyond), 0, 1);
        var seconds = Math.Min((view.Now - last).TotalSeconds, 2 * view.Rules.Interval.TotalSeconds);
        return Math.Max(0, view.State.Missed + (weight * seconds * Math.Clamp(Math.Log(view.Ratio), -Greatest, Greatest)));
    }
}
