using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>A latency objective: this percentile of request latency stays at or below the target.</summary>
public sealed class LatencyObjective
{
    /// <summary>The percentile, 50 to 99 (95 means p95).</summary>
    [Range(50, 99)]
    public int Percentile { get; set; } = 95;

    /// <summary>The target (Go-style duration such as 80ms).</summary>
    [Required, Duration(Positive = true)]
    public string Target { get; set; } = "";
}
