namespace InferenceOperator.Metrics.PromQL;

/// <summary>Asks Prometheus, or anything that speaks its HTTP API, how a value was over a stretch of time.</summary>
internal interface IPastQueries
{
    /// <summary>False when no address is configured: every query then fails.</summary>
    bool IsConfigured { get; }

    /// <summary>Evaluates a query that gives one series, at steps. How it goes says nothing about Prometheus. Never throws but on cancellation.</summary>
    /// <param name="query">The PromQL.</param>
    /// <param name="start">The first instant.</param>
    /// <param name="end">The last instant.</param>
    /// <param name="step">From one to the next; servers take some 11,000 of them.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The values, or the error.</returns>
    Task<PastAnswer> QueryPastAsync(string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken);
}
