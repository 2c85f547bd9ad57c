namespace InferenceOperator.Simulation;

/// <summary>Something that the user gave cannot be used.</summary>
/// <param name="message">Names the place, the value and what to write instead.</param>
internal sealed class InputException(string message) : Exception(message);
