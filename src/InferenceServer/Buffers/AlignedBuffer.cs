using System.Runtime.InteropServices;

namespace InferenceServer.Buffers;

/// <summary>
/// A block of native memory, aligned to 64 bytes (a cache line, and the widest vector that a kernel loads). Native, so that ONNX Runtime
/// reads a tensor where it arrived, without pinning; untouched pages cost nothing, so a large announced body is not yet a large memory.
/// </summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    /// <summary>Alignment of <see cref="Pointer"/>, in bytes.</summary>
    public const int Alignment = 64;

    private byte* _pointer;

    /// <summary>Allocates <paramref name="length"/> bytes; their content is undefined.</summary>
    public AlignedBuffer(int length)
    {
        Length = length;
        _pointer = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), Alignment);
    }

    /// <summary>Size in bytes.</summary>
    public int Length { get; }

    /// <summary>The first byte.</summary>
    public byte* Pointer => _pointer;

    /// <summary>All of it. Must not outlive the buffer.</summary>
    public Span<byte> Span => new(_pointer, Length);

    /// <inheritdoc />
    public void Dispose()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
