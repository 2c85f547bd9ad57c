using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>Makes a plan; the product's is <c>CapacityPlanner.Plan</c>.</summary>
/// <param name="snapshot">The cluster now.</param>
/// <param name="memory">What the last plan handed on.</param>
/// <param name="now">The time.</param>
/// <returns>The plan.</returns>
internal delegate CapacityPlan PlanFunction(ClusterSnapshot snapshot, PlannerMemory memory, DateTimeOffset now);
