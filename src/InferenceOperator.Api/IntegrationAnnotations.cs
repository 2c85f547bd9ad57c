namespace InferenceOperator.Api;

/// <summary>Labels and annotations on training objects of other controllers' kinds (JobSet, PyTorchJob, RayJob …).</summary>
public static class IntegrationAnnotations
{
    /// <summary>Label of Kueue: the queue of an object that Kueue alone suspends and resumes.</summary>
    public const string KueueQueue = "kueue.x-k8s.io/queue-name";

    /// <summary>Written by the operator: when it suspended the object, for which model, and what the pods asked for (JSON). Whoever removes it takes the object over.</summary>
    public const string Suspended = ApiGroup.Name + "/suspended";

    /// <summary>Written by the operator: when the object was suspended before and what that cost (JSON).</summary>
    public const string Preemptions = ApiGroup.Name + "/preemptions";

    /// <summary>Written by the owner: how often the job saves by itself, a duration; 10m by default.</summary>
    public const string CheckpointInterval = ApiGroup.Name + "/checkpoint-interval";

    /// <summary>Written by the owner: how long loading and warming up again takes, a duration; 60s by default.</summary>
    public const string ResumeCost = ApiGroup.Name + "/resume-cost";

    /// <summary>Written by the owner: how long the pods take to stop at most, a duration; by default the longest grace period of the pods.</summary>
    public const string GracePeriod = ApiGroup.Name + "/grace-period";

    /// <summary>Written by the owner: suspensions in 24 hours after which the job is protected, a whole number; 5 by default.</summary>
    public const string MaxPreemptions = ApiGroup.Name + "/max-preemptions";
}
