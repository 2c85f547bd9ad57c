namespace InferenceOperator.Core.Scaling;

/// <summary>What was seen of replicas at about one load.</summary>
/// <param name="Weight">Readings behind it; older ones weigh less.</param>
/// <param name="Load">Mean load of a replica, requests a second.</param>
/// <param name="Speed">Mean of 1 / (mean latency in seconds).</param>
/// <param name="TailSpeed">Mean of 1 / (latency percentile in seconds).</param>
public readonly record struct LoadBin(double Weight, double Load, double Speed, double TailSpeed)
{
    /// <summary>Readings that are remembered: the newest of these count in full.</summary>
    public const double Memory = 120;

    /// <summary>Takes a reading in.</summary>
    /// <param name="load">Load of a replica.</param>
    /// <param name="speed">1 / mean latency.</param>
    /// <param name="tailSpeed">1 / percentile.</param>
    /// <param name="weight">What the reading counts.</param>
    /// <returns>The bin with it.</returns>
    public LoadBin With(double load, double speed, double tailSpeed, double weight)
    {
        var before = Math.Min(Weight, Memory);
        var share = weight / (before + weight);
        return new(before + weight, Load + (share * (load - Load)), Speed + (share * (speed - Speed)), TailSpeed + (share * (tailSpeed - TailSpeed)));
    }
}
