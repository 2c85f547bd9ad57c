namespace InferenceOperator.Core.Training.Gang;

/// <summary>A checkpoint that a worker acknowledged.</summary>
/// <param name="At">When the worker ended.</param>
/// <param name="Message">What it said.</param>
/// <param name="ExitCode">With which exit code.</param>
public sealed record CheckpointRecord(DateTimeOffset At, string? Message, int? ExitCode);
