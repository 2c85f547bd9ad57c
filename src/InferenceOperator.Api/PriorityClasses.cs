namespace InferenceOperator.Api;

/// <summary>The priority classes that the chart installs, highest first.</summary>
public static class PriorityClasses
{
    /// <summary>Models of priority Critical.</summary>
    public const string Critical = "inference-critical";

    /// <summary>Models of priority Standard.</summary>
    public const string Standard = "inference-standard";

    /// <summary>Models of priority Batch.</summary>
    public const string Batch = "inference-batch";

    /// <summary>Models in mode External, whose replicas the plan cannot hold back: high, but never preempting.</summary>
    public const string External = "inference-external";

    /// <summary>Training workers: lowest, never preempting.</summary>
    public const string Training = "inference-training";
}
