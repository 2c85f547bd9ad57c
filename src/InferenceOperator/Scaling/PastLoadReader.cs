using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Scaling;

/// <summary>Reads a model's past load from Prometheus, in the bins in which the autoscaler keeps it.</summary>
internal sealed class PastLoadReader(IPastQueries prometheus, IOptions<PrometheusOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FinePast = TimeSpan.FromHours(6);
    private static readonly TimeSpan CoarsePast = TimeSpan.FromDays(14);

    /// <summary>False when there is no Prometheus to ask.</summary>
    public bool CanRead => prometheus.IsConfigured;

    /// <summary>Reads. Never throws but on cancellation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The load, empty where nothing is known; or the error.</returns>
    public async Task<(PastLoad? Load, QueryError? Error)> ReadAsync(SignalRequest model, CancellationToken cancellationToken)
    {
        var (fine, error) = await ReadAsync(model, LoadHistory.Fine, FinePast, options.Value.RecentWindow, cancellationToken);
        if (error is not null)
            return (null, error);
        (var coarse, error) = await ReadAsync(model, LoadHistory.Coarse, CoarsePast, LoadHistory.Coarse.Bin, cancellationToken);
        return error is null ? (new PastLoad(fine, coarse), null) : (null, error);
    }

    private async Task<(LoadHistory Load, QueryError? Error)> ReadAsync(SignalRequest model, LoadHistory load, TimeSpan past, TimeSpan window, CancellationToken cancellationToken)
    {
        if (Query(model, window) is not { } query)
            return (load, null);
        var now = time.GetUtcNow();
        // On the bins' own boundaries: the value at the end of a bin is its mean.
        var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % load.Bin.Ticks), TimeSpan.Zero);
        var answer = await prometheus.QueryPastAsync(query, end - past, end, load.Bin, cancellationToken);
        foreach (var (at, value) in answer.Values.Where(it => double.IsFinite(it.Value) && it.Value >= 0))
            load = load.Add(at - (load.Bin / 2), value);
        return (load, answer.Error);
    }

    // A rate of its own goes before the preset's, as everywhere.
    private string? Query(SignalRequest model, TimeSpan window) => model switch
    {
        { Queries.Rate: { } own } when !string.IsNullOrWhiteSpace(own) => CustomQueryText.Problem("rate", own) is null ? QueryTemplate.Fill(own, model.Namespace, model.Name, model.Percentile) : null,
        { Preset: { } preset } => new PresetQueries(preset, options.Value).PastRate(model.Namespace, model.Name, window),
        _ => null,
    };
}
