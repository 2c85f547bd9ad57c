using System.Buffers;
using System.Buffers.Binary;
using InferenceServer.Buffers;
using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>
/// Reads the one message of a call (one byte that tells of compression, four of length, big-endian, then the message) from the connection's
/// pipe straight into the memory that ONNX Runtime will read.
/// </summary>
internal static class GrpcMessageReader
{
    private const int PrefixLength = 5;

    /// <summary>Reads the message; the length it announces is charged before the memory is made.</summary>
    /// <param name="http">The call.</param>
    /// <param name="request">Becomes the owner of the memory.</param>
    /// <param name="maxBytes">Largest message.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <exception cref="ProtocolException">Too large (413), compressed (415), no memory for it now (429), none, cut short or several (400).</exception>
    public static async ValueTask<GrpcMessage> ReadAsync(HttpRequest http, InferRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var pipe = http.BodyReader;
        GrpcMessage? message = null;
        var filled = 0;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            try
            {
                if (message is null && rest.Length >= PrefixLength)
                {
                    message = Begin(rest, request, maxBytes);
                    rest = rest.Slice(PrefixLength);
                }

                if (message is { } begun)
                {
                    if (rest.Length > begun.Length - filled)
                        throw ProtocolException.Invalid("the call has more than one message, and the method takes one");
                    rest.CopyTo(begun.Buffer.Span[(begun.Offset + filled)..]);
                    filled += (int)rest.Length;
                    rest = rest.Slice(rest.End);
                }
            }
            finally
            {
                pipe.AdvanceTo(message is null ? read.Buffer.Start : read.Buffer.End, read.Buffer.End);
            }

            if (read.IsCompleted)
                break;
        }

        if (message is null || filled < message.Value.Length)
            throw ProtocolException.Invalid(message is null ? "the call has no message" : $"the message ends after {filled} of {message.Value.Length} bytes");
        return message.Value;
    }

    private static GrpcMessage Begin(ReadOnlySequence<byte> start, InferRequest request, int maxBytes)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        start.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
            throw new ProtocolException(StatusCodes.Status415UnsupportedMediaType, "compressed messages are not supported; send the message as it is");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > maxBytes)
            throw new ProtocolException(StatusCodes.Status413PayloadTooLarge, $"the message is larger than {maxBytes} bytes, the most that this method takes (ModelInfer by --max-request-bytes, which the server's owner raises)");
        var raw = FirstRawPosition(start.Slice(PrefixLength).FirstSpan);
        var offset = (AlignedBuffer.Alignment - raw % AlignedBuffer.Alignment) % AlignedBuffer.Alignment;
        return new GrpcMessage(request.Rent(offset + (int)length), offset, (int)length);
    }

    /// <summary>Where the first raw tensor will lie, from the message's beginning; 0 where that does not show yet.</summary>
    private static int FirstRawPosition(ReadOnlySpan<byte> start)
    {
        var position = 0;
        while (TryVarint(start, ref position, out var tag) && (WireType)(tag & 7) == WireType.Length && TryVarint(start, ref position, out var length))
        {
            if (tag >> 3 == ProtocolFields.Request.RawInputContents)
                return position;
            if (length > (ulong)(start.Length - position))
                return 0;
            position += (int)length;
        }

        return 0;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int position, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && position < bytes.Length; shift += 7)
        {
            var part = bytes[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return true;
        }

        return false;
    }
}
