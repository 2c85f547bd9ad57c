using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What the operator saw and did for a ModelDeployment.</summary>
public sealed class ModelDeploymentStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>Replicas that exist (pods created).</summary>
    public int Replicas { get; set; }

    /// <summary>Replicas that serve.</summary>
    public int ReadyReplicas { get; set; }

    /// <summary>Replicas that the scaling decision wants.</summary>
    public int DesiredReplicas { get; set; }

    /// <summary>Ready and desired replicas in one word, such as `2/3`: the column REPLICAS.</summary>
    public string? ReplicasSummary { get; set; }

    /// <summary>Label selector of the pods, for the scale subresource.</summary>
    public string? Selector { get; set; }

    /// <summary>Where the model answers inside the cluster.</summary>
    public string? Url { get; set; }

    /// <summary>The InferenceRuntime in use.</summary>
    public string? Runtime { get; set; }

    /// <summary>Ready, Reconciling, Stalled, Scheduled, ModelReady, ScalingActive, ObjectiveMet.</summary>
    [ListMap("type")]
    public List<V1Condition>? Conditions { get; set; }

    /// <summary>What the autoscaler measured and decided.</summary>
    public ScalingStatus? Scaling { get; set; }

    /// <summary>GPUs asked for, bound, and what is waited for.</summary>
    public PlacementStatus? Placement { get; set; }
}
