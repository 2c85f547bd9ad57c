namespace InferenceOperator.Api;

/// <summary>How GPUs are taken and given back.</summary>
public sealed class PoolReclaimSpec
{
    /// <summary>The steps allowed, in order: Shrink, Checkpoint.</summary>
    public List<string> Order { get; set; } = [ReclaimSteps.Shrink, ReclaimSteps.Checkpoint];

    /// <summary>Training comes back when inference has left room for this long (Go-style duration).</summary>
    public string GiveBackDelay { get; set; } = "10m";
}
