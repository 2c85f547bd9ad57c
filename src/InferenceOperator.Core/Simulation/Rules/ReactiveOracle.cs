namespace InferenceOperator.Core.Simulation;

/// <summary>
/// A bound: knows the true rate of this moment, the true backlog and the true load that a replica carries, but not the future, and waits for
/// starting replicas as everyone does.
/// </summary>
/// <param name="capacity">Requests a second that a replica carries within the objective.</param>
/// <param name="throughput">The most that a replica does, requests a second.</param>
/// <param name="headroom">Capacity above the present rate, a share of it.</param>
/// <param name="recoverySeconds">Time in which a backlog is to be cleared.</param>
/// <param name="holdSeconds">How long capacity is kept after it was needed.</param>
public sealed class ReactiveOracle(double capacity, double throughput, double headroom, double recoverySeconds, double holdSeconds) : IScalingRule
{
    private readonly RecommendationWindow _window = new(holdSeconds);

    /// <inheritdoc/>
    public string Name => "reactive oracle";

    /// <inheritdoc/>
    public double PeriodSeconds => 5;

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        var rate = seen.Setting.Trace.RateOf(seen.Now);
        // What is in flight beyond what a replica at its load has is a backlog (Little's law bounds the usual number).
        var usual = seen.Ready * Math.Max(1, capacity * seen.Setting.TargetSeconds / 2);
        var backlog = Math.Max(0, seen.TrueInFlight - usual);
        var needed = (rate * (1 + headroom) / capacity) + (backlog / recoverySeconds / throughput);
        return _window.Greatest(seen.Now, (int)Math.Ceiling(needed - 1e-9));
    }
}
