namespace InferenceServer.Models;

/// <summary>Counts what uses a resource, and frees it once: when it is closed and nothing uses it any more.</summary>
internal sealed class RunCount(Action free)
{
    // One for being open.
    private int _uses = 1;
    private int _closed;

    /// <summary>Begins a use; false when the resource is closed.</summary>
    public bool TryEnter()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses > 0 && Volatile.Read(ref _closed) == 0)
        {
            var before = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (before == uses)
                return true;
            uses = before;
        }

        return false;
    }

    /// <summary>Ends a use.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            free();
    }

    /// <summary>Refuses further uses.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            Leave();
    }
}
