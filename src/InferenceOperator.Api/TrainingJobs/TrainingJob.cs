using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>A gang of training pods that yields to inference: it is asked to checkpoint, is suspended, and comes back.</summary>
[Resource("tjob", MaxNameLength = 48)]
[Rule($"self.metadata.name.matches('{RulePatterns.ServiceName}')", RuleMessages.ServiceName, FieldPath = ".metadata.name")]
[Column("STATE", ".status.state", Description = "Where the job stands, in one word")]
[Column("WORKERS", ".status.workersSummary", Description = "Active and wanted workers")]
[Column("PREEMPTIONS", ".status.preemptions", Type = "integer", Description = "Times the job gave up GPUs to inference")]
[Column("QUEUE", ".status.queuePosition", Type = "integer", Description = "Place in the queue")]
[Column("AGE", ".metadata.creationTimestamp", Type = "date")]
[Column("CHECKPOINT", ".status.lastCheckpoint.message", Wide = true, Description = "The newest checkpoint")]
[Column("LOST", ".status.lostGpuSeconds", Type = "integer", Wide = true, Description = "GPU-seconds lost to preemptions")]
[Column("RESUME", ".status.resumeEstimate", Wide = true, Description = "When the job is expected to run again")]
[Column("WAITING", ".status.waitingFor", Wide = true, Description = "What is waited for")]
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural)]
public sealed class TrainingJob : CustomResource<TrainingJobSpec, TrainingJobStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "TrainingJob";

    /// <summary>The plural name in API paths.</summary>
    public const string Plural = "trainingjobs";

    /// <summary>Makes an empty object with its type filled in.</summary>
    public TrainingJob() => Kind = KindName;
}
