using InferenceOperator.Core.Model;
using InferenceOperator.Integrations;

namespace InferenceOperator.Capacity;

/// <summary>What a plan is made from.</summary>
/// <param name="Snapshot">The cluster.</param>
/// <param name="ModelUids">UIDs of the ModelDeployments.</param>
/// <param name="JobUids">UIDs of the TrainingJobs.</param>
internal sealed record CapacityInputs(
    ClusterSnapshot Snapshot, IReadOnlyDictionary<ObjectName, string> ModelUids, IReadOnlyDictionary<ObjectName, string> JobUids)
{
    /// <summary>The objects of other controllers' kinds.</summary>
    public ForeignView Foreign { get; init; } = ForeignView.Empty;
}
