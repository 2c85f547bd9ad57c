namespace InferenceOperator.Core.Training.Foreign;

/// <summary>Where an object of another controller's kind stands, as far as its suspension is concerned.</summary>
public sealed record ForeignState
{
    /// <summary>Its suspend field is true.</summary>
    public bool Suspended { get; init; }

    /// <summary>When we suspended it, as our mark on it says; null: it has no mark of ours.</summary>
    public DateTimeOffset? MarkedAt { get; init; }

    /// <summary>It completed or failed for good.</summary>
    public bool Finished { get; init; }

    /// <summary>Its pods that hold GPUs and were not asked to stop.</summary>
    public int LivePods { get; init; }
}
