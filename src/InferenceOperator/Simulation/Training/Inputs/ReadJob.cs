using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>A training job with the place where it stands.</summary>
/// <param name="Job">The job.</param>
/// <param name="Wrong">Says what is wrong with one of its fields, with file, line and value: the field, what is wrong, and what to write.</param>
internal sealed record ReadJob(ReplayedJob Job, Func<string, string, InputException> Wrong);
