namespace InferenceOperator.Api;

/// <summary>What was learnt of how one replica serves. All numbers have two significant digits.</summary>
public sealed class ServiceStatus
{
    /// <summary>The time that one request takes on an idle replica, as a duration (`120ms`).</summary>
    public string? ServiceTime { get; set; }

    /// <summary>Requests that a replica works on at once without slowing down.</summary>
    public double? Parallelism { get; set; }

    /// <summary>How unlike each other requests are: the squared coefficient of variation of their service times (0: all alike, 1: as an exponential distribution).</summary>
    public double? Variability { get; set; }

    /// <summary>How little is known, from 0 (sure) to 1 (nothing).</summary>
    public double? Uncertainty { get; set; }

    /// <summary>The time from ordering a replica to its being ready, as measured (`38s`).</summary>
    public string? Startup { get; set; }

    /// <summary>Measurements behind these numbers.</summary>
    public int? Samples { get; set; }
}
