using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>What the autoscaler measured and decided. Measured numbers have two significant digits.</summary>
public sealed class ScalingStatus
{
    /// <summary>Quality of the signal: Fresh, NoTraffic, Partial, Absent, Stale, Invalid, Unreachable or Infeasible.</summary>
    public string? Signal { get; set; }

    /// <summary>The objective percentile of request latency, as a duration (`130ms`).</summary>
    public string? ObservedLatency { get; set; }

    /// <summary>Requests per second that arrive.</summary>
    public string? RequestRate { get; set; }

    /// <summary>The count of requests of the model's front (annotation inferenceoperator.io/front-requests) that the last decision took in.</summary>
    public long? FrontRequests { get; set; }

    /// <summary>What was learnt of how a replica serves; an operator that starts goes on from it.</summary>
    public ServiceStatus? Service { get; set; }

    /// <summary>The last decision, with its numbers.</summary>
    public string? Reason { get; set; }

    /// <summary>When the number of replicas last changed.</summary>
    public DateTime? LastScaleTime { get; set; }

    /// <summary>The last five decisions, newest first.</summary>
    [MaxLength(5)]
    public List<ScalingRecord>? History { get; set; }
}
