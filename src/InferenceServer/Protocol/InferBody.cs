using InferenceServer.Buffers;

namespace InferenceServer.Protocol;

/// <summary>A request's body in one piece of native memory.</summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">Where the body begins: chosen so that the first raw tensor lies on an aligned address.</param>
/// <param name="Length">Bytes of the body.</param>
/// <param name="JsonLength">Bytes of the JSON at its beginning; raw tensors follow. 0: the whole body is one raw tensor.</param>
internal readonly record struct InferBody(AlignedBuffer Buffer, int Offset, int Length, int JsonLength)
{
    /// <summary>The JSON part.</summary>
    public ReadOnlySpan<byte> Json => Buffer.Span.Slice(Offset, JsonLength);

    /// <summary>Bytes of raw tensors.</summary>
    public int BinaryLength => Length - JsonLength;

    /// <summary>Address of the raw byte at <paramref name="position"/> after the JSON.</summary>
    public unsafe byte* BinaryAt(int position) => Buffer.Pointer + Offset + JsonLength + position;
}
