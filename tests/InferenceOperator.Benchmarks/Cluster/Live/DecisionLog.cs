using System.Collections.Concurrent;
using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using InferenceOperator.Scaling;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>Keeps what was decided of each model and why, for the samples that want explaining.</summary>
internal sealed class DecisionLog : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentQueue<(string Model, ScalingEntry Entry)> _seen = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public DecisionLog(ScalingBoard board, IResourceStores stores) => _running = Task.Run(() => RunAsync(board, stores));

    /// <summary>The decisions of a model in a stretch of time, a line each.</summary>
    public IEnumerable<string> Of(string model, DateTimeOffset from, DateTimeOffset to) => _seen
        .Where(seen => seen.Model == model && seen.Entry.At >= from && seen.Entry.At <= to)
        .Select(seen => FormattableString.Invariant(
            $"  {seen.Entry.At:HH:mm:ss.f} {seen.Entry.Decision.Signal} p95 {seen.Entry.Reading?.LatencySeconds:0.000} rate {seen.Entry.Reading?.Rate:0.0} newest {seen.Entry.Reading?.RecentRate:0.0} in flight {seen.Entry.Reading?.InFlight} -> {seen.Entry.Decision.Reason}"));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(ScalingBoard board, IResourceStores stores)
    {
        Dictionary<string, DateTimeOffset> last = [];
        while (!_end.IsCancellationRequested)
        {
            foreach (var model in stores.Of<ModelDeployment>().List())
            {
                if (board.Get(model.Metadata.Uid) is not { } entry || last.GetValueOrDefault(model.Metadata.Uid) == entry.At)
                    continue;
                last[model.Metadata.Uid] = entry.At;
                _seen.Enqueue((model.Metadata.Name, entry));
            }

            await Task.Delay(Every, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
