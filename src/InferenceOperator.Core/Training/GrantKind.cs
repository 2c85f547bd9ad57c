namespace InferenceOperator.Core.Training;

/// <summary>What the plan says to a training job.</summary>
public enum GrantKind
{
    /// <summary>Run with the granted workers.</summary>
    Run,

    /// <summary>Go on with fewer workers: inference needs the rest.</summary>
    Shrink,

    /// <summary>Checkpoint and stop: inference needs the GPUs.</summary>
    Suspend,

    /// <summary>Wait for room.</summary>
    Wait,

    /// <summary>Its owner stopped it, or it is over.</summary>
    Stop,
}
