using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>What was needed within the delay: replicas go down to the most of it, never below.</summary>
internal static class DownWindow
{
    /// <summary>Notes a need.</summary>
    /// <param name="state">The state.</param>
    /// <param name="needed">Replicas needed now.</param>
    /// <param name="now">The time.</param>
    /// <param name="delay">The delay.</param>
    /// <returns>The state with it.</returns>
    public static ScalingState Note(ScalingState state, int needed, DateTimeOffset now, TimeSpan delay)
    {
        var from = 0;
        var needs = state.Needs;
        while (from < needs.Length && now - needs[from].At > delay)
            from++;
        var until = needs.Length;
        while (until > from && needs[until - 1].Replicas <= needed)
            until--;
        return state with { Needs = [.. needs[from..until], new(now, needed)], NeedsSince = state.NeedsSince ?? now };
    }

    /// <summary>Forgets: the delay is observed anew.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The state without needs.</returns>
    public static ScalingState Forget(ScalingState state) => state with { Needs = [], NeedsSince = null };

    /// <summary>The most that was needed within the delay.</summary>
    /// <param name="state">The state.</param>
    /// <returns>Replicas; null when nothing is known.</returns>
    public static int? Most(ScalingState state) => state.Needs.IsEmpty ? null : state.Needs[0].Replicas;

    /// <summary>Whether needs are known for the whole delay.</summary>
    /// <param name="state">The state.</param>
    /// <param name="now">The time.</param>
    /// <param name="delay">The delay.</param>
    public static bool Covers(ScalingState state, DateTimeOffset now, TimeSpan delay) => state.NeedsSince is { } since && now - since >= delay;
}
