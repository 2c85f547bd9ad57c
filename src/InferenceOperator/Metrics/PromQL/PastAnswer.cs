namespace InferenceOperator.Metrics.PromQL;

/// <summary>How a value was over a stretch of time.</summary>
/// <param name="Values">Oldest first; instants at which there was none are left out.</param>
internal sealed record PastAnswer(IReadOnlyList<(DateTimeOffset At, double Value)> Values)
{
    /// <summary>Why there is no answer; null when there is one.</summary>
    public QueryError? Error { get; init; }
}
