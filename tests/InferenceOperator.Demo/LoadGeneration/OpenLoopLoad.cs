using InferenceOperator.Demo.Ocr;

namespace InferenceOperator.Demo.LoadGeneration;

/// <summary>
/// Sends requests at a fixed rate whatever the answers take, as many independent users do, and keeps each latency. A request counts from the
/// moment it was due, so that a slow server cannot hide its queue.
/// </summary>
internal sealed class OpenLoopLoad(InferenceClient client, Tensor input, double requestsPerSecond, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Answer> _answers = new();
    private Task _sending = Task.CompletedTask;

    /// <summary>All answers so far, in the order in which they came.</summary>
    public IReadOnlyCollection<Answer> Answers => _answers;

    public void Start() => _sending = SendAsync();

    /// <summary>The percentile (0 to 1) of the latencies of the answers of the last while, and their number.</summary>
    public (TimeSpan Latency, int Count, int Failed) Latest(TimeSpan window, double percentile)
    {
        var since = time.GetUtcNow() - window;
        var recent = _answers.Where(answer => answer.At >= since).ToList();
        var latencies = recent.Where(answer => answer.Ok).Select(answer => answer.Latency).Order().ToList();
        var rank = Math.Clamp((int)Math.Ceiling(percentile * latencies.Count) - 1, 0, Math.Max(0, latencies.Count - 1));
        return (latencies.Count == 0 ? TimeSpan.Zero : latencies[rank], recent.Count, recent.Count - latencies.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        var start = time.GetTimestamp();
        var running = new List<Task>();
        for (var n = 0; !_stop.IsCancellationRequested; n++)
        {
            var due = start + (long)(n / requestsPerSecond * time.TimestampFrequency);
            var wait = time.GetElapsedTime(time.GetTimestamp(), due);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) break;
            running.RemoveAll(task => task.IsCompleted);
            running.Add(AskAsync(due));
        }

        await Task.WhenAll(running);
    }

    private async Task AskAsync(long due)
    {
        var failure = "";
        try
        {
            await client.InferAsync(input, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            failure = exception.Message;
        }

        _answers.Enqueue(new Answer(time.GetUtcNow(), time.GetElapsedTime(due), failure));
    }
}
