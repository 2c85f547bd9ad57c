using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>Some GPU nodes and how inference and training share them. With none, one pool covers every GPU node.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural)]
public sealed class GpuPool : CustomResource<GpuPoolSpec, GpuPoolStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "GpuPool";

    /// <summary>The plural name in API paths.</summary>
    public const string Plural = "gpupools";

    /// <summary>Makes an empty object with its type filled in.</summary>
    public GpuPool() => Kind = KindName;
}
