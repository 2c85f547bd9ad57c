namespace InferenceOperator.Simulation;

/// <summary>A server has too much to do to take a request.</summary>
/// <param name="message">What it said.</param>
internal sealed class OverloadedException(string message) : Exception(message);
