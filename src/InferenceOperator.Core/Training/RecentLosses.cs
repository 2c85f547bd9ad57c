using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training;

/// <summary>What preemptions of a job lost lately, kept with the job so that a pool's budget is known again after a restart of the operator.</summary>
public static class RecentLosses
{
    /// <summary>More than a job could be preempted in an hour.</summary>
    private const int Most = 100;

    /// <summary>How far the clocks of two operators may differ: a record of later than that was made by nobody.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>For how long a loss counts.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromHours(1);

    /// <summary>The losses with one more, in whole GPU-seconds rounded up as they are kept; those that are an hour old are forgotten.</summary>
    /// <param name="known">The losses so far.</param>
    /// <param name="pools">Which part of the job's GPUs is in which pool, together 1.</param>
    /// <param name="lost">GPU-seconds lost now; at 0 nothing is added.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>One record more for each pool.</returns>
    public static IReadOnlyList<LossRecord> Add(IReadOnlyList<LossRecord> known, IReadOnlyDictionary<string, double> pools, double lost, DateTimeOffset now)
    {
        if (lost <= 0) return known;
        var more = pools.OrderBy(pool => pool.Key, StringComparer.Ordinal).Select(pool => new LossRecord(now, pool.Key, Math.Ceiling(lost * pool.Value)));
        return [.. known.Where(loss => now - loss.At < Kept).Concat(more).TakeLast(Most)];
    }

    /// <summary>Those that still count, of a list that anybody may have edited: none is below 0, of the future, or without a pool.</summary>
    /// <param name="written">The list; null: there is none.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>What can be believed of it.</returns>
    public static IReadOnlyList<LossRecord> Read(IReadOnlyList<LossRecord?>? written, DateTimeOffset now) =>
        [.. (written ?? []).OfType<LossRecord>().Where(loss => loss is { Pool: not null, GpuSeconds: > 0 } && now - loss.At < Kept && loss.At - now <= Skew).TakeLast(Most)];
}
