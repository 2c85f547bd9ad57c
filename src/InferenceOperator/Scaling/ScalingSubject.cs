using InferenceOperator.Api;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics.Signals;
using k8s.Models;

namespace InferenceOperator.Scaling;

/// <summary>A model as the autoscaler sees it at the beginning of a pass.</summary>
/// <param name="Model">The model.</param>
/// <param name="Policy">Its rules.</param>
/// <param name="Replicas">Its replicas.</param>
/// <param name="State">From the last decision, or what the status remembers of it.</param>
internal sealed record ScalingSubject(ModelDeployment Model, ScalingPolicy Policy, ReplicaCounts Replicas, ScalingState State)
{
    /// <summary>Its pods that serve.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>What to read for it; null when there is nothing to ask.</summary>
    public SignalRequest? Request { get; init; }

    /// <summary>The reading when there is nothing to ask, with the reason; null otherwise.</summary>
    public MetricReading? Unreadable { get; init; }

    /// <summary>Requests that the model's front has counted; null: it says nothing.</summary>
    public long? FrontRequests { get; init; }

    /// <summary>UID of the model.</summary>
    public string Uid => Model.Metadata.Uid;
}
