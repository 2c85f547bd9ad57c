namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>How a Prometheus of a test runs.</summary>
public sealed record PrometheusOptions
{
    public IReadOnlyList<ScrapeTarget> Targets { get; init; } = [];

    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A whole configuration file, in place of targets and interval.</summary>
    public string? Configuration { get; init; }
}
