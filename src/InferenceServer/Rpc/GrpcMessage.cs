using InferenceServer.Buffers;

namespace InferenceServer.Rpc;

/// <summary>A gRPC message in one piece of native memory.</summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">Where the message begins: chosen so that its first raw tensor lies on an aligned address, where that could be foreseen.</param>
/// <param name="Length">Bytes of the message.</param>
internal readonly record struct GrpcMessage(AlignedBuffer Buffer, int Offset, int Length)
{
    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Span => Buffer.Span.Slice(Offset, Length);

    /// <summary>Address of the byte at <paramref name="position"/>.</summary>
    public unsafe byte* At(int position) => Buffer.Pointer + Offset + position;
}
