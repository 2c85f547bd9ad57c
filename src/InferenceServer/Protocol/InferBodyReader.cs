using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using InferenceServer.Buffers;

namespace InferenceServer.Protocol;

/// <summary>Reads a body from the connection's pipe straight into the memory that ONNX Runtime will read.</summary>
internal static class InferBodyReader
{
    /// <summary>The header of the binary tensor data extension: length of the JSON part in bytes.</summary>
    public const string JsonLengthHeader = "Inference-Header-Content-Length";

    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="request">Becomes the owner of the memory.</param>
    /// <param name="maxBytes">Largest body.</param>
    /// <exception cref="ProtocolException">Too large (413), no memory for it now (429), or lengths that contradict each other (400).</exception>
    public static async ValueTask<InferBody> ReadAsync(HttpRequest http, InferRequest request, int maxBytes)
    {
        if (http.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        if (http.Headers.ContentEncoding.Count > 0 && http.Headers.ContentEncoding != "identity")
            throw new ProtocolException(StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding '{http.Headers.ContentEncoding}' is not supported; send the body as it is");
        var jsonLength = JsonLength(http);
        var offset = jsonLength is null ? 0 : (AlignedBuffer.Alignment - jsonLength.Value % AlignedBuffer.Alignment) % AlignedBuffer.Alignment;
        var capacity = offset + (int)(http.ContentLength ?? FirstBuffer);
        var buffer = request.Rent(capacity);
        var length = 0;
        while (true)
        {
            var read = await http.BodyReader.ReadAsync(http.HttpContext.RequestAborted);
            try
            {
                if (read.Buffer.Length > maxBytes - length)
                    throw TooLarge(maxBytes);
                buffer = Append(request, buffer, read, offset, offset + maxBytes, ref capacity, ref length);
            }
            finally
            {
                // After a refusal as well: Kestrel reads the rest away, so that the caller can hear the answer.
                http.BodyReader.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
                break;
        }

        if (jsonLength > length)
            throw ProtocolException.Invalid($"{JsonLengthHeader} is {jsonLength} and the body has {length} bytes");
        return new InferBody(buffer, offset, length, jsonLength ?? length);
    }

    private static AlignedBuffer Append(InferRequest request, AlignedBuffer buffer, ReadResult read, int offset, int largest, ref int capacity, ref int length)
    {
        var added = (int)read.Buffer.Length;
        // What was asked for, not what the pool gave: more than that is not counted as this request's.
        if (capacity - offset - length < added)
        {
            capacity = Math.Max((int)Math.Min(capacity * 2L, largest), offset + length + added);
            var larger = request.Rent(capacity);
            buffer.Span[..(offset + length)].CopyTo(larger.Span);
            request.GiveBack(buffer);
            buffer = larger;
        }

        read.Buffer.CopyTo(buffer.Span[(offset + length)..]);
        length += added;
        return buffer;
    }

    private static int? JsonLength(HttpRequest http)
    {
        if (!http.Headers.TryGetValue(JsonLengthHeader, out var value))
            return null;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw ProtocolException.Invalid($"{JsonLengthHeader} must be the length of the JSON part in bytes, and is '{value}'");
    }

    private static ProtocolException TooLarge(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {maxBytes} bytes; the server's owner raises this with --max-request-bytes");
}
