using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>A connection of HTTP/2 that makes one call after the other, with frames of its own making.</summary>
internal sealed class Http2Talk(int port) : IDisposable
{
    private const int LargestFrame = 16384;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const int InternalError = 2;
    private Socket? _socket;
    private int _stream;

    /// <summary>Makes a call and reads its answer.</summary>
    /// <exception cref="SocketException">Nothing came in time, or nobody listens.</exception>
    public FuzzAnswer Ask(GrpcCall call)
    {
        _socket ??= Connect();
        try
        {
            _stream += 2;
            Send(call);
            return Read();
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.TimedOut && exception.SocketErrorCode != SocketError.WouldBlock)
        {
            Close();
            return FuzzAnswer.Closed;
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Dispose() => _socket?.Dispose();

    private Socket Connect()
    {
        _stream = -1;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = FuzzAnswer.PatienceMilliseconds, SendTimeout = FuzzAnswer.PatienceMilliseconds };
        socket.Connect(IPAddress.Loopback, port);
        // No table for the answers' fields (setting 1 = 0), so that each names itself; windows as large as may be.
        socket.Send([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0, [0, 1, 0, 0, 0, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF]), .. Frame(8, 0, 0, [0x7F, 0xFE, 0, 0])]);
        return socket;
    }

    private void Close()
    {
        _socket!.Dispose();
        _socket = null;
    }

    private void Send(GrpcCall call)
    {
        var head = new List<byte>();
        foreach (var (name, value) in (IEnumerable<(string, string)>)
            [(":method", "POST"), (":scheme", "http"), (":path", call.Path), (":authority", "localhost"), ("content-type", call.ContentType), ("te", "trailers"), .. call.Headers])
            FieldCodes.Write(head, name, value);
        var bytes = new List<byte>(Frame(1, EndHeaders, _stream, [.. head]));
        for (var position = 0; position == 0 || position < call.Body.Length; position += LargestFrame)
        {
            var piece = call.Body[position..Math.Min(call.Body.Length, position + LargestFrame)];
            bytes.AddRange(Frame(0, position + piece.Length == call.Body.Length ? EndStream : (byte)0, _stream, piece));
        }

        byte[] all = [.. bytes];
        for (var sent = 0; sent < all.Length;)
            sent += _socket!.Send(all.AsSpan(sent));
    }

    private FuzzAnswer Read()
    {
        var (status, grpc) = (0, -1);
        var head = new byte[9];
        while (true)
        {
            if (!Receive(head))
                return Ended(FuzzAnswer.Closed);
            var (length, type, flags, stream) = (head[0] << 16 | head[1] << 8 | head[2], head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
            var payload = new byte[length];
            if (!Receive(payload))
                return Ended(FuzzAnswer.Closed);
            switch (type)
            {
                case 4 when (flags & 1) == 0:
                    _socket!.Send(Frame(4, 1, 0, []));
                    break;
                case 6 when (flags & 1) == 0:
                    _socket!.Send(Frame(6, 1, 0, payload));
                    break;
                case 7:
                    return Ended(BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)) == InternalError ? FuzzAnswer.Failed : FuzzAnswer.Reset);
                // After an answer whose call was not read to its end the server says so (0: no error); the answer counts.
                case 3 when stream == _stream:
                    return BinaryPrimitives.ReadInt32BigEndian(payload) == InternalError ? FuzzAnswer.Failed : FuzzAnswer.Reset;
                case 1 when stream == _stream:
                    foreach (var (name, value) in FieldCodes.Read(payload))
                    {
                        if (name == ":status")
                            status = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                        else if (name == "grpc-status")
                            grpc = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                    }

                    break;
            }

            if (type is 0 or 1 && stream == _stream && (flags & EndStream) != 0)
                return new FuzzAnswer(status == 200 ? grpc : status, []);
        }
    }

    private FuzzAnswer Ended(FuzzAnswer answer)
    {
        Close();
        return answer;
    }

    private bool Receive(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = _socket!.Receive(target);
            if (read == 0)
                return false;
            target = target[read..];
        }

        return true;
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }
}
