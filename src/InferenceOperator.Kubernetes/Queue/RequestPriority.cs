namespace InferenceOperator.Kubernetes;

/// <summary>Who goes first in the work queue.</summary>
public enum RequestPriority
{
    /// <summary>Changes and resyncs.</summary>
    Ordinary = 0,

    /// <summary>What is hurting users: a breach, a reclaim.</summary>
    Urgent = 1,
}
