namespace InferenceOperator.Api;

/// <summary>The values of <see cref="PoolReclaimSpec.Order"/>.</summary>
public static class ReclaimSteps
{
    /// <summary>Elastic jobs give up workers above minWorkers.</summary>
    public const string Shrink = "Shrink";

    /// <summary>Whole jobs are asked to checkpoint and are suspended.</summary>
    public const string Checkpoint = "Checkpoint";
}
