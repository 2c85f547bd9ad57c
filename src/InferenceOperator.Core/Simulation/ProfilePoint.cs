namespace InferenceOperator.Core.Simulation;

/// <summary>What a replica does at one concurrency.</summary>
/// <param name="Concurrency">Requests at once.</param>
/// <param name="LatencySeconds">Their mean latency, seconds.</param>
public readonly record struct ProfilePoint(int Concurrency, double LatencySeconds);
