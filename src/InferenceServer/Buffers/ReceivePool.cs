using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace InferenceServer.Buffers;

/// <summary>
/// Kestrel's memory in blocks of 32 KiB instead of 4: a connection is read one block at a time, and a tensor would be a system call for every
/// page of it. A connection that is idle holds none.
/// </summary>
internal sealed class ReceivePool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockSize = 32 * 1024;

    // More than that in use at once goes back to the garbage collector.
    private const int Kept = 512;

    private readonly ConcurrentQueue<Block> _free = [];

    /// <inheritdoc />
    public override int MaxBufferSize => BlockSize;

    /// <inheritdoc />
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc />
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        return _free.TryDequeue(out var block) ? block : new Block(this);
    }

    /// <inheritdoc />
    // Endpoints share it, and each disposes it when it ends.
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Block block)
    {
        if (_free.Count < Kept)
            _free.Enqueue(block);
    }

    private sealed class Block(ReceivePool pool) : IMemoryOwner<byte>
    {
        // Pinned for good: sockets read into it.
        public Memory<byte> Memory { get; } = System.Runtime.InteropServices.MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.Return(this);
    }
}
