namespace InferenceOperator.Core.Training.Gang;

/// <summary>Why an attempt of a gang ends.</summary>
public enum EndReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Every worker ended with exit code 0.</summary>
    Completed,

    /// <summary>A worker failed.</summary>
    Failed,

    /// <summary>A worker went without a failure of its own: its node was lost or shut down, or somebody evicted or deleted it.</summary>
    WorkerLost,

    /// <summary>Inference needs all of its GPUs.</summary>
    Preempted,

    /// <summary>Inference needs some of its GPUs: it goes on with fewer workers.</summary>
    Shrunk,

    /// <summary>It goes on with another number of workers, none until there is room again, or with a changed template.</summary>
    Restarted,

    /// <summary>Its owner suspended it.</summary>
    Suspended,
}
