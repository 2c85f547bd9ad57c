namespace InferenceOperator.Metrics.PromQL;

/// <summary>Asks Prometheus, or anything that speaks its HTTP API (Thanos, Mimir, VictoriaMetrics).</summary>
public interface IPrometheusClient
{
    /// <summary>False when no address is configured: every query then fails.</summary>
    bool IsConfigured { get; }

    /// <summary>
    /// Evaluates the first query of a pass, at Prometheus' own now. How it goes says whether Prometheus is there: after several failures it is
    /// not sent for a while. Never throws but on cancellation.
    /// </summary>
    /// <param name="query">The PromQL.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The series, or the error.</returns>
    Task<QueryAnswer> ProbeAsync(string query, CancellationToken cancellationToken);

    /// <summary>Evaluates a query at one instant, after a probe that was answered. Never throws but on cancellation.</summary>
    /// <param name="query">The PromQL.</param>
    /// <param name="time">The instant; null: Prometheus' own now.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The series, or the error.</returns>
    Task<QueryAnswer> QueryAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken);

    /// <summary>
    /// Evaluates a query that somebody else wrote: its answer is small or none, and how it goes says nothing about Prometheus. Never throws but
    /// on cancellation.
    /// </summary>
    /// <param name="query">The PromQL.</param>
    /// <param name="time">The instant; null: Prometheus' own now.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The series, or the error.</returns>
    Task<QueryAnswer> QueryCustomAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken);
}
