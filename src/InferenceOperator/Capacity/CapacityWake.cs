using System.Threading.Channels;

namespace InferenceOperator.Capacity;

/// <summary>Wakes the capacity loop: any number of calls before it looks count as one.</summary>
/// <param name="time">The clock of the waits.</param>
internal sealed class CapacityWake(TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a plan soon. Never blocks, and may be called from anywhere.</summary>
    public void Wake() => _calls.Writer.TryWrite(true);

    /// <summary>Waits for a call of <see cref="Wake"/>, or for the time to pass.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_calls.Reader.WaitToReadAsync(end.Token).AsTask(), Task.Delay(limit, time, end.Token));
        await end.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Forgets the calls so far; called before looking, so that a change during the look counts again.</summary>
    public void Clear() => _calls.Reader.TryRead(out _);
}
