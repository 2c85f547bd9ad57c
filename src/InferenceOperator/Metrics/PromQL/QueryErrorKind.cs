namespace InferenceOperator.Metrics.PromQL;

/// <summary>Why a query has no answer.</summary>
public enum QueryErrorKind
{
    /// <summary>Prometheus did not answer, or with something that is no answer: time-out, refused connection, 401, 5xx, a login page.</summary>
    Unreachable,

    /// <summary>Prometheus refused the query itself: bad syntax, many-to-many matching, too many samples.</summary>
    Rejected,
}
