using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>What a plan says differently from the last.</summary>
/// <param name="Models">Models whose entry differs in any way.</param>
/// <param name="TrainingJobs">Jobs whose entry differs in any way.</param>
/// <param name="Gpus">The use of GPUs, or what preemptions waste, differs.</param>
internal sealed record PlanChanges(IReadOnlyList<EntryChange<ModelAdmission>> Models, IReadOnlyList<EntryChange<TrainingGrant>> TrainingJobs, bool Gpus);
