namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>A time in which a job held the same number of GPUs and did the same.</summary>
/// <param name="From">Seconds from the start.</param>
/// <param name="To">Seconds from the start.</param>
/// <param name="Workers">Its workers.</param>
/// <param name="Works">It worked; else it started, loaded, saved or stopped.</param>
public readonly record struct JobStretch(double From, double To, int Workers, bool Works);
