using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>A gang of training pods that yields to inference: it is asked to checkpoint, is suspended, and comes back.</summary>
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
