namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>What was learnt of how one replica of a model serves.</summary>
internal sealed record ServiceView
{
    /// <summary>Seconds that one request takes on an idle replica; null: not learnt.</summary>
    public double? ServiceSeconds { get; init; }

    /// <summary>Requests that a replica works on at once without slowing down; null: not learnt.</summary>
    public double? Parallelism { get; init; }

    /// <summary>Squared coefficient of variation of the service times; null: not learnt.</summary>
    public double? Variability { get; init; }

    /// <summary>How little is known, from 0 to 1; null: nothing was learnt.</summary>
    public double? Uncertainty { get; init; }

    /// <summary>Measurements behind these numbers; null: nothing was learnt.</summary>
    public int? Samples { get; init; }

    /// <summary>From ordering a replica to its being ready; null: not measured.</summary>
    public TimeSpan? Startup { get; init; }
}
