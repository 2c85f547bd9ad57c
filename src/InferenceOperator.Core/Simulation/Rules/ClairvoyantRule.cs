namespace InferenceOperator.Core.Simulation;

/// <summary>A bound: knows the whole future rate, and orders each replica just as early as it takes to start.</summary>
/// <param name="capacity">Requests a second that a replica carries within the objective.</param>
/// <param name="headroom">Capacity above the rate, a share of it.</param>
public sealed class ClairvoyantRule(double capacity, double headroom) : IScalingRule
{
    private const double Step = 5;

    /// <inheritdoc/>
    public string Name => "clairvoyant";

    /// <inheritdoc/>
    public double PeriodSeconds => Step;

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        double highest = 0;
        var end = Math.Min(seen.Setting.Trace.DurationSeconds, seen.Now + seen.Setting.StartupSeconds + Step);
        for (var at = seen.Now; at <= end; at += 1)
            highest = Math.Max(highest, seen.Setting.Trace.RateOf(at));
        return (int)Math.Ceiling((highest * (1 + headroom) / capacity) - 1e-9);
    }
}
