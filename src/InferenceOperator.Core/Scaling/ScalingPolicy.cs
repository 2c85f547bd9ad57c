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

    /// <summary>How long fewer replicas must have done before one goes.</summary>
    public TimeSpan ScaleDownDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The model's owner stopped it.</summary>
    public bool Suspended { get; init; }
}
