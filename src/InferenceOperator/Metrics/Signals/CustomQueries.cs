using System.Diagnostics.CodeAnalysis;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>The queries that a ModelDeployment or its runtime brings along: one value each, or an error that says why not.</summary>
/// <param name="client">Asks.</param>
/// <param name="time">The instant of the pass; null: now.</param>
/// <param name="turns">How many are asked at once, and until when.</param>
/// <param name="backoff">Which models are left alone for a while.</param>
internal sealed class CustomQueries(IPrometheusClient client, DateTimeOffset? time, CustomTurns turns, CustomBackoff backoff)
{
    /// <summary>Replaces the preset's values by those of the model's own queries.</summary>
    /// <param name="request">The model.</param>
    /// <param name="values">The preset's values.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The values.</returns>
    public async Task<SignalValues> OverrideAsync(SignalRequest request, SignalValues values, CancellationToken cancellationToken)
    {
        if (request.Queries is not { } queries)
            return values;
        if (backoff.Skips(request) is { } skips)
            return values with { Error = skips };
        var latency = AskAsync("latency", queries.Latency, request, values.LatencySeconds, cancellationToken);
        var rate = AskAsync("rate", queries.Rate, request, values.RequestRate, cancellationToken);
        var inFlight = AskAsync("inFlight", queries.InFlight, request, values.InFlight, cancellationToken);
        var answers = await Task.WhenAll(latency, rate, inFlight);
        // Whoever had no turn was not asked: that is not its own fault.
        if (answers.All(answer => answer.Asked))
            backoff.Heard(request, First(answers));
        values = values with
        {
            LatencySeconds = answers[0].Value,
            RequestRate = answers[1].Value,
            InFlight = answers[2].Value,
            // The preset's speak of other requests than these.
            MeanLatencySeconds = IsOwn(queries.Latency) ? null : values.MeanLatencySeconds,
            RecentRate = IsOwn(queries.Rate) ? null : values.RecentRate,
            Error = First(answers) ?? values.Error,
            Warning = answers.Select(answer => answer.Warning).FirstOrDefault(warning => warning is not null) ?? values.Warning,
            LatencyHint = IsOwn(queries.Latency) ? null : values.LatencyHint,
        };
        values = values with { Error = values.Error ?? CustomValues.Problem(queries, values) };

        // Without a preset nothing tells how old the samples behind a value are, nor whose: the value stands for this instant and all pods.
        var hasValue = answers.Any(answer => answer.Value is not null);
        return request.Preset is null ? values with { SampleAge = hasValue ? TimeSpan.Zero : null, ContributingPods = request.ReadyPods.Count } : values;
    }

    private static bool IsOwn([NotNullWhen(true)] string? query) => !string.IsNullOrWhiteSpace(query);

    private static QueryError? First(IEnumerable<Answer> answers) => answers.Select(answer => answer.Error).FirstOrDefault(error => error is not null);

    private async Task<Answer> AskAsync(string signal, string? template, SignalRequest request, double? otherwise, CancellationToken cancellationToken)
    {
        if (!IsOwn(template))
            return new Answer(otherwise, null);
        if (CustomQueryText.Problem(signal, template) is { } problem)
            return new Answer(null, new QueryError(QueryErrorKind.Rejected, $"query {signal} {problem}"));
        var query = QueryTemplate.Fill(template, request.Namespace, request.Name, request.Percentile);
        return await turns.TakeAsync(() => client.QueryCustomAsync(query, time, cancellationToken), cancellationToken) is { } answer
            ? Single(signal, answer)
            : new Answer(null, new QueryError(QueryErrorKind.Unreachable, $"query {signal} had no turn: queries of other models are slow"), Asked: false);
    }

    private static Answer Single(string signal, QueryAnswer answer) => answer switch
    {
        { Error: { } error } => new(null, error with { Message = $"query {signal}: {error.Message}" }),
        { Samples: [{ IsHistogram: true }] } => new(null, new QueryError(QueryErrorKind.Rejected, $"query {signal} gives a native histogram, which is no single value: {(signal == "latency" ? "write histogram_quantile({{percentile}}, …) around it" : "write histogram_count(…) around it")}")),
        { Samples.Count: <= 1 } => new(answer.Samples.Count == 0 ? null : answer.Samples[0].Value, null) { Warning = answer.Warnings.Count == 0 ? null : answer.Warnings[0] },
        _ => new(null, new QueryError(QueryErrorKind.Rejected, $"query {signal} gives {answer.Samples.Count} series: aggregate them to one, for instance with sum(…) or max(…)")),
    };

    private readonly record struct Answer(double? Value, QueryError? Error, bool Asked = true)
    {
        public string? Warning { get; init; }
    }
}
