namespace InferenceOperator.Core.Simulation;

/// <summary>
/// AIBrix' adaptive pod autoscaler on requests in flight of a pod: ceil(current × value / target), at most × 2 up and ÷ 2 down a step, tolerance
/// 0.1, down to the greatest recommendation of the window (AIBrix documentation, "Metric-based autoscaling").
/// </summary>
/// <param name="target">Requests in flight of a replica.</param>
/// <param name="stabilizationSeconds">Window for scaling down; the default is 300.</param>
public sealed class ApaRule(double target, double stabilizationSeconds = 300) : IScalingRule
{
    private const double MetricWindow = 30;
    private const double Tolerance = 0.1;
    private readonly RecommendationWindow _window = new(stabilizationSeconds);

    /// <inheritdoc/>
    public string Name => "apa";

    /// <inheritdoc/>
    public double PeriodSeconds => 15;

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        var ratio = seen.Concurrency(MetricWindow) / Math.Max(1, seen.Ready) / target;
        var current = Math.Max(1, seen.Replicas);
        var desired = Math.Abs(ratio - 1) <= Tolerance ? current : (int)Math.Ceiling(current * Math.Clamp(ratio, 0.5, 2));
        var greatest = _window.Greatest(seen.Now, desired);
        return desired >= seen.Replicas ? desired : Math.Min(seen.Replicas, greatest);
    }
}
