namespace InferenceOperator.Metrics.Presets;

/// <summary>
/// The queries for one kind of server, each answering for all its models at once: they group by the labels in
/// <see cref="SeriesLabels"/>. <c>$matchers</c>, <c>$window</c>, <c>$quantile</c> and <c>$model</c> are filled in.
/// </summary>
/// <param name="Name">As InferenceRuntime's <c>metrics.preset</c> names it.</param>
/// <param name="Latency">The objective percentile of request latency, in seconds.</param>
/// <param name="Rate">Requests per second that arrive, refused ones included.</param>
/// <param name="InFlight">Requests being answered or waiting.</param>
/// <param name="Rejected">Requests per second that are turned away because a queue is full; null where the server shows none.</param>
/// <param name="Presence">A gauge or counter that every healthy pod shows from its start, traffic or not.</param>
internal sealed record MetricsPreset(string Name, string Latency, string Rate, string InFlight, string? Rejected, string Presence)
{
    /// <summary>The stretch of time that its latency speaks of, where that is not the rate window.</summary>
    public TimeSpan LeastWindow { get; init; }

    /// <summary>Which percentiles there are and how to get others; null where all are there.</summary>
    public string? LatencyHint { get; init; }
}
