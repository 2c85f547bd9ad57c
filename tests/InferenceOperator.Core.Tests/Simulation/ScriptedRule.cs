using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Simulation;

/// <summary>Does what a script says, and notes what it saw.</summary>
internal sealed class ScriptedRule(Func<double, int> replicas) : IScalingRule
{
    public List<(double At, int Replicas, int Ready, int InFlight)> Seen { get; } = [];

    public string Name => "scripted";

    public double PeriodSeconds => 10;

    public int Decide(SimulationView seen)
    {
        Seen.Add((seen.Now, seen.Replicas, seen.Ready, seen.TrueInFlight));
        return replicas(seen.Now);
    }
}
