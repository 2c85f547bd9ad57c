namespace InferenceOperator.Core.Scaling;

/// <summary>The quality of a reading and why it is so.</summary>
/// <param name="Signal">The quality.</param>
/// <param name="Explanation">Why, with numbers.</param>
public readonly record struct SignalQuality(Signal Signal, string Explanation)
{
    /// <summary>Whether replicas may go up on it.</summary>
    public bool MayGoUp => Signal is Signal.Fresh or Signal.Partial;

    /// <summary>Whether replicas may go down on it.</summary>
    public bool MayGoDown => Signal is Signal.Fresh or Signal.NoTraffic;
}
