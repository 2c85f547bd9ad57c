namespace InferenceOperator.Core.Scaling;

/// <summary>What makes numbers trustworthy.</summary>
public sealed record SignalRules
{
    /// <summary>The defaults.</summary>
    public static SignalRules Default { get; } = new();

    /// <summary>Samples older than this are stale: three scrape intervals.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The stretch of time that one reading averages over: after a change, numbers speak of the old replicas for this long.</summary>
    public TimeSpan MeasurementWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The stretch of time that <see cref="MetricReading.RecentRate"/> averages over.</summary>
    public TimeSpan RecentWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two decisions.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Share of the ready pods that must contribute before replicas may go down, from 0 to 1.</summary>
    public double LeastContribution { get; init; } = 0.9;

    /// <summary>
    /// Below this many requests at work per replica (Little's law: rate × latency / replicas) nothing queues, so that a broken
    /// objective is not a matter of replicas.
    /// </summary>
    public double IdleLoadPerReplica { get; init; } = 0.1;
}
