namespace InferenceOperator.Api;

/// <summary>What was learnt of how one replica serves. All numbers have two significant digits.</summary>
public sealed class ServiceStatus
{
    /// <summary>The time that an average request takes on an idle replica, as a duration (`120ms`).</summary>
    public string? ServiceTime { get; set; }

    /// <summary>Requests that a saturated replica does within serviceTime, by several servers or by batching.</summary>
    public double? Parallelism { get; set; }

    /// <summary>How much longer than the average the objective's percentile takes near the objective (2: twice as long).</summary>
    public double? Variability { get; set; }

    /// <summary>Relative error of the load that a replica carries at the objective, from 0 (sure) to 1.</summary>
    public double? Uncertainty { get; set; }

    /// <summary>The time from ordering a replica to its being ready, as measured (`38s`).</summary>
    public string? Startup { get; set; }

    /// <summary>Measurements behind these numbers.</summary>
    public int? Samples { get; set; }
}
