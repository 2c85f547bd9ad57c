namespace InferenceOperator.Demo.Setup;

/// <summary>An environment and the process that holds it.</summary>
internal sealed record HeldEnvironment(int ProcessId, DemoEnvironment Environment);
