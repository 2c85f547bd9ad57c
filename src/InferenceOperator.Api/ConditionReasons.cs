namespace InferenceOperator.Api;

/// <summary>Every reason that a condition or an Event of the product can have.</summary>
public static class ConditionReasons
{
    /// <summary>The spec breaks a rule; the message says what to write instead.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>No InferenceRuntime serves the model's format, or the one that is named, or serves it, does not exist.</summary>
    public const string RuntimeNotFound = "RuntimeNotFound";

    /// <summary>Everything is as it should be.</summary>
    public const string Available = "Available";

    /// <summary>Work towards the spec goes on.</summary>
    public const string Progressing = "Progressing";

    /// <summary>The object is suspended by its owner.</summary>
    public const string Suspended = "Suspended";

    /// <summary>No GPU is free and none can be reclaimed now.</summary>
    public const string WaitingForGpus = "WaitingForGpus";

    /// <summary>GPUs are on their way from training.</summary>
    public const string ReclaimingGpus = "ReclaimingGpus";

    /// <summary>Replicas go to a model of higher priority, because training has no GPUs left to give.</summary>
    public const string YieldingGpus = "YieldingGpus";

    /// <summary>Preemptions have wasted as many GPU-seconds as the pool allows within an hour.</summary>
    public const string WasteLimitReached = "WasteLimitReached";

    /// <summary>Preemptions have wasted less than the pool allows, or it sets no limit.</summary>
    public const string WithinWasteLimit = "WithinWasteLimit";

    /// <summary>No node of the cluster could ever fit.</summary>
    public const string NoSuitableNode = "NoSuitableNode";

    /// <summary>The InferenceRuntime that the model names, or that serves it, breaks a rule.</summary>
    public const string RuntimeInvalid = "RuntimeInvalid";

    /// <summary>An object of the name that a child needs belongs to somebody else.</summary>
    public const string NameConflict = "NameConflict";

    /// <summary>The API server refuses a Service, Deployment or disruption budget, for example for a quota, a policy or a value that it finds wrong.</summary>
    public const string ApplyRefused = "ApplyRefused";

    /// <summary>A container's image cannot be pulled.</summary>
    public const string ImagePullFailed = "ImagePullFailed";

    /// <summary>The model's file cannot be brought into the pod.</summary>
    public const string ModelPullFailed = "ModelPullFailed";

    /// <summary>The server ends again and again.</summary>
    public const string Crashing = "Crashing";

    /// <summary>A container cannot be started, for example because a Secret is missing.</summary>
    public const string ContainerConfigError = "ContainerConfigError";

    /// <summary>kube-scheduler finds no node for a pod.</summary>
    public const string Unschedulable = "Unschedulable";

    /// <summary>The API server refuses the pods, for example because a priority class or quota is missing.</summary>
    public const string PodsRefused = "PodsRefused";

    /// <summary>The operator does not scale the model: its owner, or something else, does.</summary>
    public const string ScalingDisabled = "ScalingDisabled";

    /// <summary>Nothing is known yet.</summary>
    public const string NoDecisionYet = "NoDecisionYet";

    /// <summary>The latency objective is met.</summary>
    public const string WithinObjective = "WithinObjective";

    /// <summary>Latency is above the objective.</summary>
    public const string AboveObjective = "AboveObjective";

    /// <summary>The model has no latency objective.</summary>
    public const string NoObjective = "NoObjective";

    /// <summary>No replica runs because nobody asks; the next request brings one back.</summary>
    public const string ScaledToZero = "ScaledToZero";

    /// <summary>No replica runs, and nothing tells the operator of requests.</summary>
    public const string NoWakeSignal = "NoWakeSignal";

    /// <summary>Latency is above the objective, and maxReplicas allows no more replicas.</summary>
    public const string AtMaxReplicas = "AtMaxReplicas";

    /// <summary>Somebody else writes the number of replicas, too.</summary>
    public const string SecondOwner = "SecondOwner";

    /// <summary>Signal: recent samples from (nearly) all ready pods.</summary>
    public const string Fresh = "Fresh";

    /// <summary>Signal: series are there and nothing arrives.</summary>
    public const string NoTraffic = "NoTraffic";

    /// <summary>Signal: some ready pods are missing; replicas may go up, never down.</summary>
    public const string Partial = "Partial";

    /// <summary>Signal: there are no series.</summary>
    public const string Absent = "Absent";

    /// <summary>Signal: the newest sample is too old.</summary>
    public const string Stale = "Stale";

    /// <summary>Signal: the numbers are NaN, infinite or negative, or a query cannot be answered.</summary>
    public const string Invalid = "Invalid";

    /// <summary>Signal: the metrics source does not answer.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>Signal: the objective is below what one idle replica can do.</summary>
    public const string Infeasible = "Infeasible";

    /// <summary>Event: the number of replicas changed.</summary>
    public const string Scaled = "Scaled";

    /// <summary>The gang is made; its workers are on their way.</summary>
    public const string GangStarted = "GangStarted";

    /// <summary>Every worker of the gang runs.</summary>
    public const string GangRunning = "GangRunning";

    /// <summary>All GPUs of the job go to a model: it was asked to save and to stop.</summary>
    public const string Preempted = "Preempted";

    /// <summary>Some GPUs of the job go to a model: it goes on with fewer workers.</summary>
    public const string Shrunk = "Shrunk";

    /// <summary>The gang starts again with another size or template.</summary>
    public const string Restarted = "Restarted";

    /// <summary>A worker ended with an error; the gang starts again.</summary>
    public const string WorkerFailed = "WorkerFailed";

    /// <summary>A worker went with its node, was evicted or deleted, or was refused by its node; the gang starts again.</summary>
    public const string WorkerLost = "WorkerLost";

    /// <summary>A worker acknowledged its checkpoint.</summary>
    public const string CheckpointSaved = "CheckpointSaved";

    /// <summary>The workers stopped without an acknowledged checkpoint.</summary>
    public const string CheckpointMissing = "CheckpointMissing";

    /// <summary>The job finished its work.</summary>
    public const string Completed = "Completed";

    /// <summary>Workers failed more often than spec.backoffLimit allows.</summary>
    public const string BackoffLimitExceeded = "BackoffLimitExceeded";

    /// <summary>Event on an object of another controller's kind: it was resumed, since there is room again.</summary>
    public const string Resumed = "Resumed";

    /// <summary>Event: somebody else resumed what the operator had suspended; it counts as running.</summary>
    public const string ResumedByOthers = "ResumedByOthers";

    /// <summary>Event: the controller of the object did not stop its pods, and the suspension was taken back.</summary>
    public const string SuspendIgnored = "SuspendIgnored";

    /// <summary>Event: the API server refused the suspension, or did not keep it.</summary>
    public const string SuspendRefused = "SuspendRefused";

    /// <summary>Event: the object is not touched although it is labelled as preemptible; the message says why.</summary>
    public const string LeftAlone = "LeftAlone";

    /// <summary>Event: an annotation cannot be read and its default is used.</summary>
    public const string InvalidAnnotation = "InvalidAnnotation";
}
