namespace InferenceOperator.Core.Simulation;

/// <summary>A rule that decides replicas in a simulation.</summary>
public interface IScalingRule
{
    /// <summary>What it is called in reports.</summary>
    string Name { get; }

    /// <summary>Time between two decisions, seconds.</summary>
    double PeriodSeconds { get; }

    /// <summary>Decides.</summary>
    /// <param name="seen">What it may look at.</param>
    /// <returns>Replicas wanted; the simulation keeps them inside the bounds.</returns>
    int Decide(SimulationView seen);
}
