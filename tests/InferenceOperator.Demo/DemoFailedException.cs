namespace InferenceOperator.Demo;

/// <summary>A step did not see what it promised.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
