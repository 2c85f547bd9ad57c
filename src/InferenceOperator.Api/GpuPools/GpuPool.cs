using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>Some GPU nodes and how inference and training share them. With none, one pool covers every GPU node.</summary>
[Resource("gpool", ClusterScoped = true)]
[Column("READY", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether the pool is in force")]
[Column("GPUS", ".status.total.capacity", Type = "integer", Description = "GPUs that ready nodes offer")]
[Column("INFERENCE", ".status.total.inference", Type = "integer", Description = "GPUs that inference holds")]
[Column("TRAINING", ".status.total.training", Type = "integer", Description = "GPUs that training holds")]
[Column("FREE", ".status.total.free", Type = "integer", Description = "GPUs that nobody holds")]
[Column("AGE", ".metadata.creationTimestamp", Type = "date")]
[Column("RESERVE", ".spec.inference.reserve", Type = "integer", Wide = true, Description = "GPUs kept for inference")]
[Column("OTHER", ".status.total.other", Type = "integer", Wide = true, Description = "GPUs that pods of others hold")]
[Column("TERMINATING", ".status.total.terminating", Type = "integer", Wide = true, Description = "GPUs of pods that are stopping")]
[Column("WASTED", ".status.wastedGpuSeconds", Type = "integer", Wide = true, Description = "GPU-seconds wasted by preemptions within the last hour")]
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
