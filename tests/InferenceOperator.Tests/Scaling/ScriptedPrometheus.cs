using System.Text.RegularExpressions;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Scaling;

/// <summary>Answers preset queries with what a test says of each model.</summary>
internal sealed partial class ScriptedPrometheus : IPrometheusClient
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

    /// <summary>Refuses queries that hold this text, as a server does that cannot evaluate them.</summary>
    public string? Refuses { get; set; }

    /// <summary>Refuses queries of that many presets at once.</summary>
    public int RefusesFrom { get; set; } = int.MaxValue;

    /// <summary>Does not answer queries that hold this text and are of <see cref="TimesOutFrom"/> presets at once.</summary>
    public string? TimesOut { get; set; }

    public int TimesOutFrom { get; set; }

    public Task<QueryAnswer> ProbeAsync(string query, CancellationToken cancellationToken) => QueryAsync(query, null, cancellationToken);

    public Task<QueryAnswer> QueryAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        Queries++;
        if (Throws is not null)
            throw Throws;
        if (Error is not null)
            return Task.FromResult(new QueryAnswer { Error = Error });
        var names = Names().Matches(query).Select(name => (Preset: name.Groups[1].Value, Signal: name.Groups[2].Value)).ToList();
        var presets = names.Select(name => name.Preset).Distinct().Count();
        if (TimesOut is not null && query.Contains(TimesOut) && presets >= TimesOutFrom)
            return Task.FromResult(QueryAnswer.Failed(QueryErrorKind.Unreachable, "no answer in 3 s"));
        return Task.FromResult((Refuses is not null && query.Contains(Refuses)) || presets >= RefusesFrom
            ? QueryAnswer.Failed(QueryErrorKind.Rejected, $"execution: {Refuses}")
            : new QueryAnswer { Samples = [.. names.SelectMany(name => Samples(name.Preset, name.Signal))] });
    }

    /// <summary>Answers custom queries, by their text.</summary>
    public Func<string, Task<QueryAnswer>> Custom { get; set; } = _ => Task.FromResult(new QueryAnswer());

    public Task<QueryAnswer> QueryCustomAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken) => Custom(query);

    private IEnumerable<MetricSample> Samples(string preset, string signal) => preset == "clock"
        ? [new MetricSample(new Dictionary<string, string> { [JoinedQuery.Label] = preset }, DateTimeOffset.UnixEpoch, 1)]
        : _loads.SelectMany(pair => Values(signal, pair.Value).Select(it => Sample($"{preset}/{signal}", pair.Key, it.Value, it.Pod)));

    private static IEnumerable<(double Value, string? Pod)> Values(string signal, Load load) => signal switch
    {
        "age" => load.Pods.Select(pod => (load.Age, (string?)pod)),
        "rate" or "recent-rate" => [(load.Rate, null)],
        "rejected" => [(load.Rejected, null)],
        "in-flight" => [(load.InFlight, null)],
        ['p', ..] => [(load.Latency, null)],
        _ => [],
    };

    private static MetricSample Sample(string signal, string model, double value, string? pod)
    {
        var labels = new Dictionary<string, string> { ["namespace"] = "vision", ["inferenceoperator_io_model"] = model, [JoinedQuery.Label] = signal };
        if (pod is not null)
            labels["pod"] = pod;
        return new MetricSample(labels, DateTimeOffset.UnixEpoch, value);
    }

    [GeneratedRegex($"\"{JoinedQuery.Label}\", \"([a-z]+)/?([a-z0-9-]*)\"")]
    private static partial Regex Names();
}
