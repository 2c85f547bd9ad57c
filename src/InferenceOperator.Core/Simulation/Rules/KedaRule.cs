namespace InferenceOperator.Core.Simulation;

/// <summary>
/// KEDA with a Prometheus trigger of its default metric type AverageValue: ceil(value / target) whatever the replicas, through a
/// HorizontalPodAutoscaler; an empty, NaN or infinite result is zero (KEDA documentation, "Prometheus scaler" and "ScaledObject spec").
/// </summary>
/// <param name="threshold">The target for each replica, in units of the value.</param>
/// <param name="onRate">Reads requests a second instead of the latency percentile.</param>
/// <param name="stabilizationSeconds">Window for scaling down; Kubernetes' default is 300.</param>
public sealed class KedaRule(double threshold, bool onRate = false, double stabilizationSeconds = 300) : IScalingRule
{
    private const double MetricWindow = 30;
    private const double Tolerance = 0.1;
    private readonly RecommendationWindow _window = new(stabilizationSeconds);

    /// <inheritdoc/>
    public string Name => onRate ? "keda on rate" : "keda";

    /// <inheritdoc/>
    public double PeriodSeconds => 15;

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        var value = onRate ? seen.CompletionRate(MetricWindow) : seen.Latency(MetricWindow);
        if (!double.IsFinite(value))
            value = 0;
        var ratio = value / (threshold * Math.Max(1, seen.Replicas));
        var desired = Math.Abs(ratio - 1) <= Tolerance ? seen.Replicas : (int)Math.Min(1e6, Math.Ceiling(value / threshold));
        desired = Math.Min(desired, seen.Replicas + Math.Max(4, seen.Replicas));
        var greatest = _window.Greatest(seen.Now, desired);
        return desired >= seen.Replicas ? desired : Math.Min(seen.Replicas, greatest);
    }
}
