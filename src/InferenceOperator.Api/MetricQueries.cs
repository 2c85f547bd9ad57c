namespace InferenceOperator.Api;

/// <summary>PromQL templates; {{namespace}}, {{name}} and {{percentile}} are replaced, escaped.</summary>
public sealed class MetricQueries
{
    /// <summary>The objective percentile of request latency, in seconds.</summary>
    public string? Latency { get; set; }

    /// <summary>Requests per second that arrive.</summary>
    public string? Rate { get; set; }

    /// <summary>Requests in flight.</summary>
    public string? InFlight { get; set; }
}
