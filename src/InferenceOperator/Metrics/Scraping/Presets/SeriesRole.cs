namespace InferenceOperator.Metrics.Scraping.Presets;

/// <summary>What a series says of a server.</summary>
internal enum SeriesRole
{
    /// <summary>That it is the server meant: every healthy pod shows it from its start.</summary>
    Presence,

    /// <summary>Requests that ended, a counter.</summary>
    Requests,

    /// <summary>Requests that a full queue turned away, a counter.</summary>
    Rejected,

    /// <summary>Requests being answered or waiting, a gauge.</summary>
    InFlight,

    /// <summary>A bucket of the latency histogram.</summary>
    LatencyBucket,

    /// <summary>A percentile of latency that the server gives itself.</summary>
    LatencyQuantile,

    /// <summary>Time that requests took, all together, a counter.</summary>
    LatencySum,

    /// <summary>Requests in that time, a counter.</summary>
    LatencyCount,

    /// <summary>Time that requests waited, all together, a counter.</summary>
    QueueSum,

    /// <summary>Requests in that time, a counter.</summary>
    QueueCount,
}
