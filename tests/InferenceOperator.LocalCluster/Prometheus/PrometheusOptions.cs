namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>How a Prometheus of a test runs.</summary>
public sealed record PrometheusOptions
{
    public IReadOnlyList<ScrapeTarget> Targets { get; init; } = [];

    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Scrapes native histograms where a page shows them, and keeps them as such.</summary>
    public bool NativeHistograms { get; init; }

    /// <summary>OpenMetrics text with times: what it is to know of the past when it starts.</summary>
    public string? Past { get; init; }

    /// <summary>Runs the newest server that Debian has, not that of its stable release.</summary>
    public bool Newest { get; init; }

    /// <summary>A whole configuration file, in place of targets and interval.</summary>
    public string? Configuration { get; init; }
}
