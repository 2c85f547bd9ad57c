using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Metrics.Signals;

/// <summary>
/// Reads the signals of all models in one pass of three requests, however many models and presets there are, all evaluated at the same
/// instant. The first is sent alone: its answer carries Prometheus' own time, so that a difference between clocks makes no sample look
/// old, and when it is not answered nothing else is asked. Percentiles, the heavy part, are a request of their own.
/// </summary>
internal sealed class SignalReader(IPrometheusClient client, IOptions<PrometheusOptions> options, TimeProvider clock, ILogger<SignalReader>? logger = null)
{
    private const int CustomQueriesAtOnce = 8;
    private static readonly QueryPart Clock = new("clock", "clock", "vector(1)");
    private readonly CustomBackoff _backoff = new(clock);
    private readonly JoinedQueries _queries = new(clock, logger ?? NullLogger<SignalReader>.Instance);

    /// <summary>Reads.</summary>
    /// <param name="requests">The models.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    /// <returns>The values by UID, one for each request.</returns>
    public async Task<IReadOnlyDictionary<string, SignalValues>> ReadAsync(IReadOnlyList<SignalRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0)
            return new Dictionary<string, SignalValues>();
        var presets = requests.Where(request => request.Preset is not null).ToLookup(request => request.Preset!.Name);
        var ages = await _queries.AskAsync(
            [Clock, .. presets.Select(group => Queries(group).SampleAge)], query => client.ProbeAsync(query, cancellationToken), answered: false);
        if (ages[Clock.Name].Error is { Kind: QueryErrorKind.Unreachable } error)
            return requests.ToDictionary(request => request.Uid, request => new SignalValues { Error = error, ReadyPods = request.ReadyPods.Count });
        DateTimeOffset? time = ages[Clock.Name].Samples is [var now, ..] ? now.Time : null;
        var byPreset = await PresetsAsync(presets, ages, time, cancellationToken);
        _backoff.KeepOnly(requests.Select(request => request.Uid).ToHashSet());
        using var turns = new CustomTurns(CustomQueriesAtOnce, options.Value.Timeout, clock);
        var custom = new CustomQueries(client, time, turns, _backoff);
        var freshFor = 3 * options.Value.ScrapeInterval;
        var values = await Task.WhenAll(requests.Select(async request =>
        {
            var preset = request.Preset is null ? null : byPreset[request.Preset.Name];
            return (request.Uid, Values: await custom.OverrideAsync(request, SignalJoin.Join(request, preset, freshFor), cancellationToken));
        }));
        return values.ToDictionary(pair => pair.Uid, pair => pair.Values);
    }

    private async Task<Dictionary<string, PresetAnswers>> PresetsAsync(
        ILookup<string, SignalRequest> presets, IReadOnlyDictionary<string, QueryAnswer> ages, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        if (presets.Count == 0)
            return [];
        var others = AskAsync([.. presets.SelectMany(group => Queries(group).Others())]);
        var latencies = AskAsync([.. presets.SelectMany(Percentiles)]);
        var answers = new Dictionary<string, QueryAnswer>(ages.Concat(await others).Concat(await latencies));
        return presets.ToDictionary(group => group.Key, group => new PresetAnswers(group.First().Preset!, answers));

        Task<IReadOnlyDictionary<string, QueryAnswer>> AskAsync(QueryPart[] parts) => _queries.AskAsync(parts, query => client.QueryAsync(query, time, cancellationToken), answered: true);
    }

    private IEnumerable<QueryPart> Percentiles(IEnumerable<SignalRequest> group)
    {
        var models = group.Where(request => string.IsNullOrWhiteSpace(request.Queries?.Latency)).Select(request => (request.Percentile, request.Name));
        return PercentileShares.Of(models).Select(share => Queries(group).Latency(share.Key, share.Value));
    }

    private PresetQueries Queries(IEnumerable<SignalRequest> group) => new(group.First().Preset!, options.Value);
}
