using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>PromQL templates; {{namespace}} and {{name}} (write them between quotes) and {{percentile}} (0 to 1, as histogram_quantile takes it) are filled in.</summary>
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
