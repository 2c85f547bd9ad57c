namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>What was learnt of how one replica of a model serves.</summary>
internal sealed record ServiceView
{
    /// <summary>Seconds that an average request takes on an idle replica; null: not learnt.</summary>
    public double? ServiceSeconds { get; init; }

    /// <summary>Requests that a saturated replica does in that time; null: not learnt.</summary>
    public double? Parallelism { get; init; }

    /// <summary>The objective's percentile of latency over the mean, near the objective; null: not learnt.</summary>
    public double? Variability { get; init; }

    /// <summary>Relative error of the load at the objective, from 0 to 1; null: not learnt.</summary>
    public double? Uncertainty { get; init; }

    /// <summary>Measurements behind these numbers; null: nothing was learnt.</summary>
    public int? Samples { get; init; }

    /// <summary>From ordering a replica to its being ready; null: not measured.</summary>
    public TimeSpan? Startup { get; init; }
}
