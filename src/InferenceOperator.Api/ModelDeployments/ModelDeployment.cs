using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>A model to serve, with a latency objective: the operator places it on GPU nodes, scales it and keeps its objective.</summary>
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
