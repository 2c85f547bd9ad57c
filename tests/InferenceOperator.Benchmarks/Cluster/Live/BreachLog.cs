using System.Collections.Concurrent;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics.Presets;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>Asks Prometheus ten times a second which models' percentile 95 is over the objective, and writes down when each was for the first time.</summary>
internal sealed class BreachLog : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, long> _first = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public BreachLog(LocalPrometheus prometheus, TimeSpan window, double targetSeconds)
    {
        var query = FormattableString.Invariant(
            $"histogram_quantile(0.95, sum by (le, {SeriesLabels.Model}) (rate(inference_request_duration_seconds_bucket[{window.TotalSeconds:0}s]))) > {targetSeconds}");
        _running = Task.Run(() => RunAsync(prometheus, query));
    }

    /// <summary>When the model's percentile was first seen to be over the objective: the time of asking, a <see cref="TimeProvider.GetTimestamp"/>; null: not yet.</summary>
    public long? Of(string model) => _first.TryGetValue(model, out var at) ? at : null;

    /// <summary>Looks for the model's first breach from now on.</summary>
    public void Forget(string model) => _first.TryRemove(model, out _);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(LocalPrometheus prometheus, string query)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var asked = TimeProvider.System.GetTimestamp();
                foreach (var series in (await prometheus.QueryAsync(query, _end.Token)).EnumerateArray())
                    _first.TryAdd(series.GetProperty("metric").GetProperty(SeriesLabels.Model).GetString()!, asked);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
            {
                // The end, or it is away.
            }

            await Task.Delay(Every, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
