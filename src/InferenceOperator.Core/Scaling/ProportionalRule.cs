namespace InferenceOperator.Core.Scaling;

/// <summary>
/// The ratio rule of the HorizontalPodAutoscaler: desired = ceil(ready × observed / target), no change within a tolerance of 10 %, growth by
/// at most 100 % or 4 replicas a step, whichever is more (Kubernetes documentation, "Horizontal Pod Autoscaling", algorithm details and default
/// behaviour). Used here upwards only: a ratio of latencies says little about how many replicas would do.
/// </summary>
public static class ProportionalRule
{
    /// <summary>Observed over target above which replicas go up.</summary>
    public const double UpperEdge = 1.1;

    /// <summary>The least ratio at which replicas go up.</summary>
    public static readonly double LeastBreach = Math.BitIncrement(UpperEdge);

    private const int LeastGrowthBound = 4;

    /// <summary>Replicas that the rule asks for.</summary>
    /// <param name="current">Replicas asked for now; those on their way count, so that nothing is ordered twice.</param>
    /// <param name="ready">Replicas behind the observed value.</param>
    /// <param name="ratio">Observed over target.</param>
    /// <returns>At least <paramref name="current"/>.</returns>
    public static int Desired(int current, int ready, double ratio)
    {
        if (double.IsNaN(ratio) || ratio <= UpperEdge)
            return current;
        var bound = current + Math.Max(current, LeastGrowthBound);
        // Compared before the cast: a saturated server's ratio may not fit an integer.
        var asked = Math.Ceiling(ready * ratio);
        return asked >= bound ? bound : Math.Max(current, (int)asked);
    }
}
