namespace InferenceOperator.Core.Model;

/// <summary>The steps by which training gives up GPUs.</summary>
public enum ReclaimStep
{
    /// <summary>Elastic jobs give up workers above their minimum.</summary>
    Shrink,

    /// <summary>Whole jobs checkpoint and are suspended.</summary>
    Checkpoint,
}
