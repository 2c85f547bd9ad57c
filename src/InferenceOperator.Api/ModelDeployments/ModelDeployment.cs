using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>A model to serve, with a latency objective: the operator places it on GPU nodes, scales it and keeps its objective.</summary>
[Resource("mdep", MaxNameLength = 52, Scale = true)]
[Rule($"self.metadata.name.matches('{RulePatterns.ServiceName}')", RuleMessages.ServiceName, FieldPath = ".metadata.name")]
[Column("READY", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether the model serves as asked")]
[Column("REPLICAS", ".status.replicasSummary", Description = "Ready and desired replicas")]
[Column("LATENCY", ".status.scaling.observedLatency", Description = "The objective percentile of latency as measured")]
[Column("TARGET", ".spec.scaling.latency.target", Description = "The latency objective")]
[Column("GPU", ".status.placement.summary", Description = "GPUs bound and requested")]
[Column("AGE", ".metadata.creationTimestamp", Type = "date")]
[Column("RUNTIME", ".status.runtime", Wide = true, Description = "The InferenceRuntime in use")]
[Column("SIGNAL", ".status.scaling.signal", Wide = true, Description = "Quality of the signal that scaling acts on")]
[Column("URL", ".status.url", Wide = true, Description = "Where the model answers inside the cluster")]
[Column("REASON", ".status.conditions[?(@.type==\"Ready\")].reason", Wide = true, Description = "Why the model is ready or not")]
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural)]
public sealed class ModelDeployment : CustomResource<ModelDeploymentSpec, ModelDeploymentStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "ModelDeployment";

    /// <summary>The plural name in API paths.</summary>
    public const string Plural = "modeldeployments";

    /// <summary>Makes an empty object with its type filled in.</summary>
    public ModelDeployment() => Kind = KindName;
}
