using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Scaling;

/// <summary>Answers preset queries with what a test says of each model.</summary>
internal sealed class ScriptedPrometheus : IPrometheusClient
{
    private readonly Dictionary<string, Load> _loads = [];

    /// <summary>What a model's pods say of themselves.</summary>
    internal sealed record Load(double Latency, double Rate, double InFlight = 0, double Age = 1)
    {
        public double Rejected { get; init; }

        public IReadOnlyList<string> Pods { get; init; } = [];
    }

    public bool IsConfigured { get; set; } = true;

    public QueryError? Error { get; set; }

    /// <summary>Thrown instead of an answer: what no client should do.</summary>
    public Exception? Throws { get; set; }

    public int Queries { get; private set; }

    public void Say(string model, Load load) => _loads[model] = load;

    public Task<QueryAnswer> QueryAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        Queries++;
        if (Throws is not null)
            throw Throws;
        return Task.FromResult(Error is null ? new QueryAnswer { Samples = [.. _loads.SelectMany(pair => Samples(query, pair.Key, pair.Value))] } : new QueryAnswer { Error = Error });
    }

    /// <summary>Answers custom queries, by their text.</summary>
    public Func<string, Task<QueryAnswer>> Custom { get; set; } = _ => Task.FromResult(new QueryAnswer());

    public Task<QueryAnswer> QueryCustomAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken) => Custom(query);

    private static IEnumerable<MetricSample> Samples(string query, string model, Load load) => query switch
    {
        _ when query.Contains("timestamp(") => load.Pods.Select(pod => Sample(model, load.Age, pod)),
        _ when query.Contains("histogram_quantile") => [Sample(model, load.Latency)],
        _ when query.Contains("summary_us") => [Sample(model, load.Latency)],
        _ when query.Contains("rejected", StringComparison.OrdinalIgnoreCase) => [Sample(model, load.Rejected)],
        _ when query.Contains("requests_total") || query.Contains("request_success") => [Sample(model, load.Rate)],
        _ => [Sample(model, load.InFlight)],
    };

    private static MetricSample Sample(string model, double value, string? pod = null)
    {
        var labels = new Dictionary<string, string> { ["namespace"] = "vision", ["inferenceoperator_io_model"] = model };
        if (pod is not null)
            labels["pod"] = pod;
        return new MetricSample(labels, DateTimeOffset.UnixEpoch, value);
    }
}
