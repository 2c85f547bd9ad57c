namespace InferenceOperator.Core.Simulation;

/// <summary>
/// HorizontalPodAutoscaler on an external metric of type Value, the latency percentile: ceil(ready × value / target), tolerance 0.1, up by
/// at most 4 pods or 100 % in 15 s, down to the greatest recommendation of the window (Kubernetes documentation, "Horizontal Pod Autoscaling").
/// </summary>
/// <param name="target">The latency to aim at, seconds.</param>
/// <param name="stabilizationSeconds">Window for scaling down; Kubernetes' default is 300.</param>
public sealed class HpaRule(double target, double stabilizationSeconds = 300) : IScalingRule
{
    private const double MetricWindow = 30;
    private const double Tolerance = 0.1;
    private readonly RecommendationWindow _window = new(stabilizationSeconds);

    /// <inheritdoc/>
    public string Name => "hpa";

    /// <inheritdoc/>
    public double PeriodSeconds => 15;

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        var value = seen.Latency(MetricWindow);
        if (double.IsNaN(value))
            return seen.Replicas;
        var ratio = value / target;
        var desired = Math.Abs(ratio - 1) <= Tolerance ? seen.Replicas : (int)Math.Min(1e6, Math.Ceiling(seen.Ready * ratio));
        desired = Math.Min(desired, seen.Replicas + Math.Max(4, seen.Replicas));
        var greatest = _window.Greatest(seen.Now, desired);
        return desired >= seen.Replicas ? desired : Math.Min(seen.Replicas, greatest);
    }
}
