namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>Something that Prometheus scrapes.</summary>
/// <param name="Job">The value of the label <c>job</c>.</param>
/// <param name="Address">The page with the metrics, for instance <see cref="MetricsEndpoint.Address"/>.</param>
/// <param name="Labels">Labels added to each of its series.</param>
public sealed record ScrapeTarget(string Job, Uri Address, IReadOnlyDictionary<string, string>? Labels = null);
