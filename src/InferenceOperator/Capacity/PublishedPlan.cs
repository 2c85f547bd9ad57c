using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>The plan in force.</summary>
/// <param name="Plan">What it says.</param>
/// <param name="At">When it was made.</param>
internal sealed record PublishedPlan(CapacityPlan Plan, DateTimeOffset At);
