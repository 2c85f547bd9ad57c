using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Metrics.Signals;

/// <summary>
/// Reads the signals of all models in one pass: a query for each signal and preset, not for each model, all evaluated at the same instant.
/// The first query is sent alone: its answer carries Prometheus' own time, so that a difference between clocks makes no sample look
/// old, and when it is not answered nothing else is asked.
/// </summary>
internal sealed class SignalReader(IPrometheusClient client, IOptions<PrometheusOptions> options, TimeProvider clock)
{
    private const int CustomQueriesAtOnce = 8;
    private readonly CustomBackoff _backoff = new(clock);

    /// <summary>Reads.</summary>
    /// <param name="requests">The models.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    /// <returns>The values by UID, one for each request.</returns>
    public async Task<IReadOnlyDictionary<string, SignalValues>> ReadAsync(IReadOnlyList<SignalRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0)
            return new Dictionary<string, SignalValues>();
        var presets = requests.Where(request => request.Preset is not null).GroupBy(request => request.Preset!).ToList();
        var (first, time) = await ProbeAsync(presets.Select(group => group.Key).FirstOrDefault(), cancellationToken);
        if (first.Error is { Kind: QueryErrorKind.Unreachable } error)
            return requests.ToDictionary(request => request.Uid, request => new SignalValues { Error = error, ReadyPods = request.ReadyPods.Count });
        var answers = await Task.WhenAll(presets.Select((group, index) => PresetAsync(group.Key, [.. group], index == 0 ? first : null, time, cancellationToken)));
        var byPreset = answers.ToDictionary(answer => answer.Preset, answer => answer);
        _backoff.KeepOnly(requests.Select(request => request.Uid).ToHashSet());
        using var turns = new CustomTurns(CustomQueriesAtOnce, options.Value.Timeout, clock);
        var custom = new CustomQueries(client, time, turns, _backoff);
        var freshFor = 3 * options.Value.ScrapeInterval;
        var values = await Task.WhenAll(requests.Select(async request =>
        {
            var preset = request.Preset is null ? null : byPreset[request.Preset];
            return (request.Uid, Values: await custom.OverrideAsync(request, SignalJoin.Join(request, preset, freshFor), cancellationToken));
        }));
        return values.ToDictionary(pair => pair.Uid, pair => pair.Values);
    }

    // Without any preset in use there is nothing to learn the time from, and the custom queries use Prometheus' own now.
    private async Task<(QueryAnswer Answer, DateTimeOffset? Time)> ProbeAsync(MetricsPreset? preset, CancellationToken cancellationToken)
    {
        var query = preset is null ? "vector(1)" : Queries(preset).SampleAge;
        var answer = await client.QueryAsync(query, null, cancellationToken);
        return (answer, answer.Samples.Count > 0 ? answer.Samples[0].Time : null);
    }

    private async Task<PresetAnswers> PresetAsync(
        MetricsPreset preset, IReadOnlyList<SignalRequest> requests, QueryAnswer? ages, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var queries = Queries(preset);
        var percentiles = requests.Where(request => request.Queries?.Latency is null).Select(request => request.Percentile).Distinct().ToList();
        var age = ages is null ? AskAsync(queries.SampleAge) : Task.FromResult(ages);
        var rate = AskAsync(queries.Rate);
        var inFlight = AskAsync(queries.InFlight);
        var rejected = queries.Rejected is { } query ? AskAsync(query) : Task.FromResult(new QueryAnswer());
        var latencies = await Task.WhenAll(percentiles.Select(percentile => AskAsync(queries.Latency(percentile))));
        return new PresetAnswers(preset, await age, await rate, await inFlight, await rejected, percentiles.Zip(latencies).ToDictionary(pair => pair.First, pair => pair.Second));

        Task<QueryAnswer> AskAsync(string query) => client.QueryAsync(query, time, cancellationToken);
    }

    private PresetQueries Queries(MetricsPreset preset) => new(preset, options.Value);
}
