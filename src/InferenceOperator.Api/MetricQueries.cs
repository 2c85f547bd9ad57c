using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>PromQL templates; {{namespace}}, {{name}} and {{percentile}} are replaced, escaped.</summary>
public sealed class MetricQueries
{
    /// <summary>The objective percentile of request latency, in seconds.</summary>
    [StringLength(8192, MinimumLength = 1)]
    public string? Latency { get; set; }

    /// <summary>Requests per second that arrive.</summary>
    [StringLength(8192, MinimumLength = 1)]
    public string? Rate { get; set; }

    /// <summary>Requests in flight.</summary>
    [StringLength(8192, MinimumLength = 1)]
    public string? InFlight { get; set; }
}
