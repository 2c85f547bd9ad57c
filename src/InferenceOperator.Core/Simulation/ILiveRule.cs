namespace InferenceOperator.Core.Simulation;

/// <summary>A rule whose own agents watch every request in flight, as Knative's queue proxies do.</summary>
public interface ILiveRule : IScalingRule
{
    /// <summary>Shows it the present, before each decision.</summary>
    /// <param name="now">Seconds.</param>
    /// <param name="requestSeconds">Integral of the requests in flight so far.</param>
    /// <param name="ready">Replicas that serve.</param>
    void Look(double now, double requestSeconds, int ready);
}
