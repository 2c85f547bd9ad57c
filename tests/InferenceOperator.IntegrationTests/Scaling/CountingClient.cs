using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>Counts the queries on their way.</summary>
internal sealed class CountingClient(PrometheusClient inner) : IPrometheusClient, IDisposable
{
    private int _queries;

    public int Queries
    {
        get => _queries;
        set => _queries = value;
    }

    public bool IsConfigured => inner.IsConfigured;

    public Task<QueryAnswer> ProbeAsync(string query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _queries);
        return inner.ProbeAsync(query, cancellationToken);
    }

    public Task<QueryAnswer> QueryAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _queries);
        return inner.QueryAsync(query, time, cancellationToken);
    }

    public Task<QueryAnswer> QueryCustomAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _queries);
        return inner.QueryCustomAsync(query, time, cancellationToken);
    }

    public void Dispose() => inner.Dispose();
}
