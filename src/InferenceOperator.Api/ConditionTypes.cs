namespace InferenceOperator.Api;

/// <summary>The condition types of the product's kinds; Ready, Reconciling and Stalled follow kstatus.</summary>
public static class ConditionTypes
{
    /// <summary>The object does what it should.</summary>
    public const string Ready = "Ready";

    /// <summary>The operator is still working towards the spec.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>The operator cannot go on without a change from outside.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Every desired replica has a place.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>At least one replica has the model loaded and serves.</summary>
    public const string ModelReady = "ModelReady";

    /// <summary>The autoscaler has a signal it can act on.</summary>
    public const string ScalingActive = "ScalingActive";

    /// <summary>The latency objective is met.</summary>
    public const string ObjectiveMet = "ObjectiveMet";

    /// <summary>The pool's limit of wasted GPU-seconds keeps models waiting for GPUs that training holds.</summary>
    public const string ReclaimLimited = "ReclaimLimited";

    /// <summary>The capacity plan grants the job its workers.</summary>
    public const string Admitted = "Admitted";

    /// <summary>The gang runs.</summary>
    public const string Running = "Running";

    /// <summary>The job gave its GPUs to inference and waits to come back.</summary>
    public const string Preempted = "Preempted";

    /// <summary>The job finished its work.</summary>
    public const string Completed = "Completed";

    /// <summary>The job failed for good.</summary>
    public const string Failed = "Failed";
}
