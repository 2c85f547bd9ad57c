namespace InferenceOperator.Core.Scaling;

/// <summary>
/// What one decision hands to the next. It may be lost: then nothing goes down before the delay has been observed anew.
/// </summary>
public sealed record ScalingState
{
    /// <summary>Nothing known.</summary>
    public static ScalingState Empty { get; } = new();

    /// <summary>Since when, without a gap, one replica fewer would have done; null: it would not do now.</summary>
    public DateTimeOffset? FewerSince { get; init; }

    /// <summary>Since when, without a gap, nothing has arrived; null: something does, or it is not known.</summary>
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>When replicas last went up; null: not seen.</summary>
    public DateTimeOffset? LastScaleUp { get; init; }

    /// <summary>When the replicas last changed.</summary>
    public DateTimeOffset? LastChange { get; init; }

    /// <summary>The greatest rate that one replica carried while the objective held, requests a second; null: not seen yet.</summary>
    public double? ProvenRatePerReplica { get; init; }

    /// <summary>The least rate at which one replica broke the objective, requests a second; null: not seen, or contradicted since.</summary>
    public double? BrokenRatePerReplica { get; init; }

    /// <summary>When replicas were last seen on their way: readings settle a measurement window later.</summary>
    public DateTimeOffset? LastUnready { get; init; }

    /// <summary>When the last decision was taken: after a gap, the delay is observed anew.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The front's count that was last taken in; null: none yet.</summary>
    public long? FrontRequests { get; init; }

    /// <summary>The last changes, newest first, at most five.</summary>
    public IReadOnlyList<ScalingRecord> History { get; init; } = [];
}
