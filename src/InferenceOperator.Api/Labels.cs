namespace InferenceOperator.Api;

/// <summary>Labels, annotations and finalizers of the product.</summary>
public static class Labels
{
    /// <summary>Recommended label: the application.</summary>
    public const string Name = "app.kubernetes.io/name";

    /// <summary>Recommended label: the owning object's name.</summary>
    public const string Instance = "app.kubernetes.io/instance";

    /// <summary>Recommended label: the part the object plays (model, training).</summary>
    public const string Component = "app.kubernetes.io/component";

    /// <summary>Recommended label: who manages the object.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>, and the field manager of every apply.</summary>
    public const string Manager = "inference-operator";

    /// <summary>Name of the ModelDeployment that a pod serves; Prometheus joins on it.</summary>
    public const string Model = ApiGroup.Name + "/model";

    /// <summary>Name of the TrainingJob that a pod works for.</summary>
    public const string TrainingJob = ApiGroup.Name + "/training-job";

    /// <summary>Rank of a training worker.</summary>
    public const string Rank = ApiGroup.Name + "/rank";

    /// <summary>Attempt of the gang that a worker belongs to.</summary>
    public const string Attempt = ApiGroup.Name + "/attempt";

    /// <summary>World size of the gang that a worker belongs to.</summary>
    public const string WorldSize = ApiGroup.Name + "/world-size";

    /// <summary>Annotation of a worker pod: hash of the template that it was made from.</summary>
    public const string TemplateHash = ApiGroup.Name + "/template-hash";

    /// <summary>Opt-in of other teams' training objects: "true".</summary>
    public const string Preemptible = ApiGroup.Name + "/preemptible";

    /// <summary>
    /// Annotation of a ModelDeployment, written by what stands before its Service (gateway, activator): how many requests it has seen so far, a
    /// whole number. Any change of it means that somebody asks, also while no replica runs.
    /// </summary>
    public const string FrontRequests = ApiGroup.Name + "/front-requests";

    /// <summary>Finalizer on worker pods: keeps exit code and termination message until they are in the job's status.</summary>
    public const string CheckpointFinalizer = ApiGroup.Name + "/checkpoint";
}
