using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Gang;

/// <summary>What preemptions lost lately, kept so that a pool's budget is known again after a restart of the operator.</summary>
internal static class RecentLosses
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>More than a gang could be preempted in an hour.</summary>
    private const int Most = 100;

    /// <summary>The losses with one more, in whole GPU-seconds rounded up as they are kept; those that are an hour old are forgotten.</summary>
    public static IReadOnlyList<LossRecord> Add(GangState state, double lost, DateTimeOffset now)
    {
        if (lost <= 0) return state.Facts.RecentLosses;
        var more = state.Pools.OrderBy(pool => pool.Key, StringComparer.Ordinal).Select(pool => new LossRecord(now, pool.Key, Math.Ceiling(lost * pool.Value)));
        return [.. state.Facts.RecentLosses.Where(loss => now - loss.At < Kept).Concat(more).TakeLast(Most)];
    }
}
