namespace InferenceOperator.Api;

/// <summary>Every reason that a condition or an Event of the product can have.</summary>
public static class ConditionReasons
{
    /// <summary>The spec breaks a rule; the message says what to write instead.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>No InferenceRuntime serves the model's format, or the named one does not exist.</summary>
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

    /// <summary>No node of the cluster could ever fit.</summary>
    public const string NoSuitableNode = "NoSuitableNode";
}
