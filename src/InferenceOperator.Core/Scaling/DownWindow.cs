using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>The loads of the delay: replicas go down to what the greatest of them needs, never below.</summary>
internal static class DownWindow
{
    /// <summary>Notes a load.</summary>
    /// <param name="state">The state.</param>
    /// <param name="rate">Requests a second that replicas are needed for now.</param>
    /// <param name="now">The time.</param>
    /// <param name="delay">The delay.</param>
    /// <returns>The state with it.</returns>
    public static ScalingState Note(ScalingState state, double rate, DateTimeOffset now, TimeSpan delay)
    {
        var from = 0;
        var needs = state.Needs;
        while (from < needs.Length && now - needs[from].At > delay)
            from++;
        var until = needs.Length;
        while (until > from && needs[until - 1].Rate <= rate)
            until--;
        return state with { Needs = [.. needs[from..until], new(now, rate)], NeedsSince = state.NeedsSince ?? now };
    }

    /// <summary>Forgets: the delay is observed anew.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The state without needs.</returns>
    public static ScalingState Forget(ScalingState state) => state with { Needs = [], NeedsSince = null };

    /// <summary>The greatest load of the time just past.</summary>
    /// <param name="state">The state.</param>
    /// <param name="now">The time.</param>
    /// <param name="time">How far back: the delay, or less.</param>
    /// <returns>Requests a second; infinite when nothing is known.</returns>
    public static double Most(ScalingState state, DateTimeOffset now, TimeSpan time)
    {
        // Each need is more than all later ones: the first that is young enough is the greatest.
        foreach (var need in state.Needs)
        {
            if (now - need.At <= time)
                return need.Rate;
        }

        return double.PositiveInfinity;
    }

    /// <summary>Whether needs are known for a whole time.</summary>
    /// <param name="state">The state.</param>
    /// <param name="now">The time.</param>
    /// <param name="delay">How long: the delay, or less.</param>
    public static bool Covers(ScalingState state, DateTimeOffset now, TimeSpan delay) => state.NeedsSince is { } since && now - since >= delay;
}
