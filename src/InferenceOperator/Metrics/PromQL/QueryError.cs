namespace InferenceOperator.Metrics.PromQL;

/// <summary>A query that has no answer.</summary>
/// <param name="Kind">Whose fault it is.</param>
/// <param name="Message">What happened and, where known, what to change; holds no secret.</param>
public sealed record QueryError(QueryErrorKind Kind, string Message);
