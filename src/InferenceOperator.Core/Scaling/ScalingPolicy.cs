namespace InferenceOperator.Core.Scaling;

/// <summary>A model's scaling rules.</summary>
public sealed record ScalingPolicy
{
    /// <summary>Who decides.</summary>
    public ScalingMode Mode { get; init; } = ScalingMode.Slo;

    /// <summary>Replicas in the modes Manual and External.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Never fewer.</summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>Never more.</summary>
    public int MaxReplicas { get; init; } = 10;

    /// <summary>The objective percentile, 95 for p95.</summary>
    public int Percentile { get; init; } = 95;

    /// <summary>The objective; null: none, so that the minimum runs.</summary>
    public TimeSpan? Target { get; init; }

    /// <summary>How long fewer replicas must have done before one goes; null: by the time that a replica takes to come.</summary>
    public TimeSpan? ScaleDownDelay { get; init; }

    /// <summary>Whether the load expected, and not only the present one, adds replicas.</summary>
    public bool Forecasts { get; init; } = true;

    /// <summary>The model's owner stopped it.</summary>
    public bool Suspended { get; init; }

    /// <summary>
    /// The delay: the owner's, or twice the time that a replica takes to come, one to five minutes. A replica that is wanted again soon costs its
    /// start once more, so that keeping it about as long is never much worse than knowing the future (the ski rental problem).
    /// </summary>
    /// <param name="startup">Time from order to readiness; null: not known.</param>
    public TimeSpan DelayFor(TimeSpan? startup) => ScaleDownDelay ?? startup switch
    {
        null => LongestDelay,
        { } time when 2 * time < ShortestDelay => ShortestDelay,
        { } time when 2 * time > LongestDelay => LongestDelay,
        { } time => 2 * time,
    };

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
}
