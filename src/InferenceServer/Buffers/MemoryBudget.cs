namespace InferenceServer.Buffers;

/// <summary>
/// The bytes that all requests together may hold, bodies and tensors: taken before memory is made, so that uploads, which no queue counts
/// yet, cannot add up to more than the container has.
/// </summary>
internal sealed class MemoryBudget(long bytes)
{
    private long _taken;

    /// <summary>A quarter of the memory that the container may use; the weights and the answers have the rest.</summary>
    // The garbage collector may have half of the container's memory (the project file says so), and that half is what it reports.
    public static long Default => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>All that there is.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>What is taken now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes an amount; false when so much is not left.</summary>
    public bool TryTake(long amount)
    {
        if (Interlocked.Add(ref _taken, amount) <= Bytes)
            return true;
        Interlocked.Add(ref _taken, -amount);
        return false;
    }

    /// <summary>Gives an amount back.</summary>
    public void GiveBack(long amount) => Interlocked.Add(ref _taken, -amount);
}
