using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>How models of some formats are served: a container template and where its metrics are.</summary>
[Resource("irt", ClusterScoped = true)]
[Rule("self.metadata.name.size() <= 63", RuleMessages.RuntimeName, FieldPath = ".metadata.name")]
[Column("READY", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether the runtime can be used")]
[Column("FORMAT", ".spec.formats[0].name", Description = "The first format it serves")]
[Column("PROTOCOL", ".spec.protocol", Description = "What clients speak")]
[Column("GPU", ".spec.gpuSupport", Description = "Whether the server uses GPUs")]
[Column("AGE", ".metadata.creationTimestamp", Type = "date")]
[Column("IMAGE", ".spec.image", Wide = true, Description = "The server's image")]
[Column("METRICS", ".spec.metrics.preset", Wide = true, Description = "The metrics preset")]
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural)]
public sealed class InferenceRuntime : CustomResource<InferenceRuntimeSpec, InferenceRuntimeStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "InferenceRuntime";

    /// <summary>The plural name in API paths.</summary>
    public const string Plural = "inferenceruntimes";

    /// <summary>Makes an empty object with its type filled in.</summary>
    public InferenceRuntime() => Kind = KindName;
}
