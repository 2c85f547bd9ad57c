using InferenceOperator.Core.Model;

namespace InferenceOperator.Capacity;

/// <summary>What a plan is made from.</summary>
/// <param name="Snapshot">The cluster.</param>
/// <param name="ModelUids">UIDs of the ModelDeployments.</param>
/// <param name="JobUids">UIDs of the TrainingJobs.</param>
internal sealed record CapacityInputs(
    ClusterSnapshot Snapshot, IReadOnlyDictionary<ObjectName, string> ModelUids, IReadOnlyDictionary<ObjectName, string> JobUids);
