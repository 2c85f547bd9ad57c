namespace InferenceOperator.Metrics.PromQL;

/// <summary>The answer to an instant query, or why there is none.</summary>
public sealed record QueryAnswer
{
    /// <summary>The series; empty when nothing matched, and on an error.</summary>
    public IReadOnlyList<MetricSample> Samples { get; init; } = [];

    /// <summary>Why there is no answer; null when there is one.</summary>
    public QueryError? Error { get; init; }

    /// <summary>Warnings of Prometheus, for instance a remote store that did not answer: the answer may be incomplete.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>An error.</summary>
    /// <param name="kind">Whose fault it is.</param>
    /// <param name="message">What happened.</param>
    /// <returns>The answer.</returns>
    public static QueryAnswer Failed(QueryErrorKind kind, string message) => new() { Error = new QueryError(kind, message) };
}
