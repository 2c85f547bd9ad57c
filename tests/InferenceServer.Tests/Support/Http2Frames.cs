using System.Buffers.Binary;
using System.Text;

namespace InferenceServer.Tests.Support;

/// <summary>Frames of HTTP/2, as RFC 9113 writes them.</summary>
internal static class Http2Frames
{
    public const byte Data = 0, Headers = 1, ResetStream = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;

    public const byte EndStream = 1, EndHeaders = 4, Acknowledge = 1;

    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])];

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>HPACK without a table: literals that are not indexed, name and value as they are.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields) =>
        [.. fields.SelectMany(field => (byte[])[0, .. Text(field.Name), .. Text(field.Value)])];

    /// <summary>The headers of a call of <c>ModelInfer</c>.</summary>
    public static byte[] InferBlock => Block(
        (":method", "POST"), (":scheme", "http"), (":path", "/inference.GRPCInferenceService/ModelInfer"), (":authority", "x"), ("content-type", "application/grpc"), ("te", "trailers"));

    private static byte[] Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        // Seven bits of length, and more of them by seven.
        var head = new List<byte>();
        if (bytes.Length < 127)
            head.Add((byte)bytes.Length);
        else
        {
            head.Add(127);
            var rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
                head.Add((byte)(rest & 127 | 128));
            head.Add((byte)rest);
        }

        return [.. head, .. bytes];
    }
}
