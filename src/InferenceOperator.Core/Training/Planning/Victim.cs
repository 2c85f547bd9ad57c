using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A job that gives up GPUs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Remaining">Workers it keeps; 0: it is suspended.</param>
/// <param name="ForModel">The model that made it necessary.</param>
internal sealed record Victim(JobView Job, int Remaining, ObjectName ForModel);
