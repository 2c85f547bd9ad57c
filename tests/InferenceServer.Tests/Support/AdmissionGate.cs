using InferenceServer.Models;

namespace InferenceServer.Tests.Support;

/// <summary>
/// Lets at most <c>concurrency</c> requests run and at most <c>queueLimit</c> wait, first come, first served. A waiter that is cancelled
/// leaves the queue at once and its place is free again.
/// </summary>
internal sealed class AdmissionGate(int concurrency, int queueLimit) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(concurrency, concurrency);
    private int _waiting;

    /// <summary>Requests that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether the next request would be refused.</summary>
    public bool IsFull => Waiting >= queueLimit && _turns.CurrentCount == 0;

    /// <summary>Waits for a turn; end it with <see cref="Leave"/>.</summary>
    /// <exception cref="QueueFullException">All turns are taken and the queue is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; no turn was taken.</exception>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _turns.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(cancellationToken));
    }

    /// <summary>Ends a turn.</summary>
    public void Leave() => _turns.Release();

    /// <inheritdoc />
    public void Dispose() => _turns.Dispose();

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > queueLimit)
        {
            Interlocked.Decrement(ref _waiting);
            throw new QueueFullException(queueLimit);
        }

        try
        {
            await _turns.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
