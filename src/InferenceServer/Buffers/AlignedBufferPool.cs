using System.Collections.Concurrent;
using System.Numerics;

namespace InferenceServer.Buffers;

/// <summary>
/// Keeps aligned native buffers for reuse, in powers of two from 4 KiB, so that a request of a usual size allocates nothing.
/// What it retains is bounded; a buffer beyond the bound goes back to the system at once.
/// </summary>
internal sealed class AlignedBufferPool(long retainedBytes)
{
    private const int SmallestShift = 12;
    private readonly ConcurrentStack<AlignedBuffer>[] _free = [.. Enumerable.Range(SmallestShift, 31 - SmallestShift).Select(_ => new ConcurrentStack<AlignedBuffer>())];
    private long _retained;

    /// <summary>Bytes lying in the pool now.</summary>
    public long RetainedBytes => Interlocked.Read(ref _retained);

    /// <summary>A buffer of at least <paramref name="minimumLength"/> bytes; give it back with <see cref="Return"/>.</summary>
    public AlignedBuffer Rent(int minimumLength)
    {
        var shift = Math.Max(SmallestShift, 32 - BitOperations.LeadingZeroCount((uint)Math.Max(minimumLength, 1) - 1));
        if (shift >= 31)
            return new AlignedBuffer(minimumLength);
        if (!_free[shift - SmallestShift].TryPop(out var buffer))
            return new AlignedBuffer(1 << shift);
        Interlocked.Add(ref _retained, -buffer.Length);
        return buffer;
    }

    /// <summary>Takes a buffer back. The caller must not touch it afterwards.</summary>
    public void Return(AlignedBuffer buffer)
    {
        var pooled = BitOperations.IsPow2(buffer.Length) && buffer.Length >= 1 << SmallestShift;
        if (pooled && Interlocked.Add(ref _retained, buffer.Length) <= retainedBytes)
        {
            _free[BitOperations.Log2((uint)buffer.Length) - SmallestShift].Push(buffer);
            return;
        }

        if (pooled)
            Interlocked.Add(ref _retained, -buffer.Length);
        buffer.Dispose();
    }
}
