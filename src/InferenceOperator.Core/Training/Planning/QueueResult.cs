using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What the queue decided.</summary>
/// <param name="Grants">By job, every job.</param>
/// <param name="Memory">For the next plan.</param>
/// <param name="NextCheck">When a wait ends by itself; null: none does.</param>
internal sealed record QueueResult(IReadOnlyDictionary<ObjectName, TrainingGrant> Grants, PlannerMemory Memory, DateTimeOffset? NextCheck);
