namespace InferenceOperator.Core.Training.Gang;

/// <summary>What to do about a gang, and what to put on record.</summary>
/// <param name="Actions">To be done in this order; any prefix of them may be done, and all may be done twice.</param>
/// <param name="Facts">To be written to the job's status after the actions.</param>
/// <param name="NextCheck">When to look again without a change; null: on a change only.</param>
public sealed record GangPlan(IReadOnlyList<GangAction> Actions, GangFacts Facts, DateTimeOffset? NextCheck = null);
