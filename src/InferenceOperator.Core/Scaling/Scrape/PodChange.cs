using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>What a pod did between two snapshots, or over several of them in a row.</summary>
public sealed record PodChange
{
    /// <summary>The time between them; more than zero.</summary>
    public required TimeSpan Over { get; init; }

    /// <summary>Requests that ended.</summary>
    public double Requests { get; init; }

    /// <summary>Requests that were turned away; null: not known.</summary>
    public double? Rejected { get; init; }

    /// <summary>Seconds that requests took.</summary>
    public double LatencySum { get; init; }

    /// <summary>Requests in <see cref="LatencySum"/>.</summary>
    public double LatencyCount { get; init; }

    /// <summary>Seconds that requests waited.</summary>
    public double QueueSum { get; init; }

    /// <summary>Requests in <see cref="QueueSum"/>.</summary>
    public double QueueCount { get; init; }

    /// <summary>Requests by latency.</summary>
    public ImmutableArray<BucketCount> Buckets { get; init; } = [];

    /// <summary>
    /// What happened between two snapshots. After a restart the counters count from zero, and what they show was all since then. Counters that
    /// fall without a restart say nothing.
    /// </summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    /// <param name="longest">Two that are further apart are no neighbours.</param>
    /// <returns>The change; null when they cannot be compared.</returns>
    public static PodChange? Between(PodSnapshot before, PodSnapshot after, TimeSpan longest)
    {
        var over = after.At - before.At;
        if (over <= TimeSpan.Zero || over > longest)
            return null;
        if (before.Incarnation != after.Incarnation)
            return Of(new PodSnapshot { At = before.At }, after, over);
        return Fell(before, after) ? null : Of(before, after, over);
    }

    /// <summary>Adds changes that follow each other.</summary>
    /// <param name="changes">At least one.</param>
    /// <returns>The sum.</returns>
    public static PodChange Sum(IReadOnlyList<PodChange> changes) => new()
    {
        Over = changes.Aggregate(TimeSpan.Zero, (sum, change) => sum + change.Over),
        Requests = changes.Sum(change => change.Requests),
        Rejected = changes.Any(change => change.Rejected is null) ? null : changes.Sum(change => change.Rejected),
        LatencySum = changes.Sum(change => change.LatencySum),
        LatencyCount = changes.Sum(change => change.LatencyCount),
        QueueSum = changes.Sum(change => change.QueueSum),
        QueueCount = changes.Sum(change => change.QueueCount),
        Buckets = Histogram.Sum(changes.Select(change => (change.Buckets, 1.0))),
    };

    private static PodChange Of(PodSnapshot before, PodSnapshot after, TimeSpan over) => new()
    {
        Over = over,
        Requests = after.Requests - before.Requests,
        Rejected = after.Rejected - (before.Rejected ?? 0),
        LatencySum = after.LatencySum - before.LatencySum,
        LatencyCount = after.LatencyCount - before.LatencyCount,
        QueueSum = after.QueueSum - before.QueueSum,
        QueueCount = after.QueueCount - before.QueueCount,
        Buckets = before.Buckets.IsEmpty ? after.Buckets : Histogram.Sum([(after.Buckets, 1), (before.Buckets, -1)]),
    };

    // NaN neither falls nor rises: it stays in the numbers, where it is seen for what it is.
    private static bool Fell(PodSnapshot before, PodSnapshot after) =>
        after.Requests < before.Requests || after.Rejected < before.Rejected || after.LatencySum < before.LatencySum || after.LatencyCount < before.LatencyCount
        || after.QueueSum < before.QueueSum || after.QueueCount < before.QueueCount
        || (!before.Buckets.IsEmpty && (!Histogram.SameBounds(before.Buckets, after.Buckets)
            || before.Buckets.Zip(after.Buckets).Any(pair => pair.Second.Count < pair.First.Count)));
}
