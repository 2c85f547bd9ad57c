using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>How models of some formats are served: a container template and where its metrics are.</summary>
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
