using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>Bounds the custom queries of one pass: so many at once, and none is begun when the time for them is over.</summary>
/// <param name="atOnce">How many at once.</param>
/// <param name="limit">The time in which queries may begin.</param>
/// <param name="time">The clock.</param>
internal sealed class CustomTurns(int atOnce, TimeSpan limit, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(atOnce);
    private readonly long _started = time.GetTimestamp();

    /// <summary>Asks when it is the query's turn.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The answer; null when its turn came too late.</returns>
    public async Task<QueryAnswer?> TakeAsync(Func<Task<QueryAnswer>> ask, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return time.GetElapsedTime(_started) <= limit ? await ask() : null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
