namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// Replays the requests on the replicas that a rule of the joint replay could give GPUs to: a replica starts when its GPUs are bound.
/// </summary>
/// <param name="held">Replicas over time, ascending.</param>
internal sealed class HeldRule(IReadOnlyList<(double At, int Replicas)> held) : IScalingRule
{
    private int _index;

    /// <inheritdoc/>
    public string Name => "held";

    /// <inheritdoc/>
    public double PeriodSeconds => 1;

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        while (_index + 1 < held.Count && held[_index + 1].At <= seen.Now) _index++;
        return held[_index].Replicas;
    }
}
