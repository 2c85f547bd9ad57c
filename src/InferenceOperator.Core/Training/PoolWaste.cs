namespace InferenceOperator.Core.Training;

/// <summary>What preemptions waste in a pool that has a limit for it.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Wasted">GPU-seconds of the last hour; of stops that are under way or asked for by this plan, what they lose at most.</param>
/// <param name="Limit">GPU-seconds that any hour may waste.</param>
/// <param name="Refused">A model waits and the limit has kept a job from being asked.</param>
/// <param name="Relief">When the oldest of these losses is an hour old; null when there is none.</param>
public sealed record PoolWaste(string Pool, double Wasted, double Limit, bool Refused, DateTimeOffset? Relief)
{
    /// <summary>GPU-seconds that may still be wasted now.</summary>
    public double Left => Math.Max(0, Limit - Wasted);
}
