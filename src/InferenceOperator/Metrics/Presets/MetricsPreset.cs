namespace InferenceOperator.Metrics.Presets;

/// <summary>
/// The queries for one kind of server, each answering for all its models at once: they group by the labels in
/// <see cref="SeriesLabels"/>. <c>$matchers</c>, <c>$window</c>, <c>$quantile</c> and <c>$model</c> are filled in.
/// </summary>
/// <param name="Name">As InferenceRuntime's <c>metrics.preset</c> names it.</param>
/// <param name="Latency">The objective percentile of request latency, in seconds.</param>
/// <param name="Rate">Requests per second that arrive, refused ones included; a shorter <c>$window</c> gives the newest rate.</param>
/// <param name="InFlight">Requests being answered or waiting.</param>
/// <param name="Rejected">Requests per second that are turned away because a queue is full; null where the server shows none.</param>
/// <param name="Presence">A gauge or counter that every healthy pod shows from its start, traffic or not.</param>
internal sealed record MetricsPreset(string Name, string Latency, string Rate, string InFlight, string? Rejected, string Presence)
{
    /// <summary>The mean request latency, in seconds; null where the server does not show it.</summary>
    public string? MeanLatency { get; init; }

    /// <summary>The mean time that requests wait for their turn, in seconds; null where the server does not show it.</summary>
    public string? MeanQueue { get; init; }

    /// <summary>The mean latency where the histogram is a native one; null where the server has no histogram.</summary>
    public string? NativeMeanLatency { get; init; }

    /// <summary>The mean wait where the histogram is a native one; null where the server has no histogram.</summary>
    public string? NativeMeanQueue { get; init; }

    /// <summary>The stretch of time that its latency speaks of, where that is not the rate window.</summary>
    public TimeSpan LeastWindow { get; init; }

    /// <summary>Which percentiles there are and how to get others; null where all are there.</summary>
    public string? LatencyHint { get; init; }
}
