using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Benchmarks;

/// <summary>As lean a client of gRPC: prepared frames of HTTP/2 on a blocking socket, one call after the other.</summary>
internal sealed class GrpcCaller : IDisposable
{
    private const int FrameHead = 9;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly int _secondHead;
    private readonly byte[] _received = new byte[256 * 1024];
    private int _start;
    private int _end;
    private int _stream = -1;

    public GrpcCaller(int port, string model, params Tensor[] inputs)
    {
        var message = new ModelInferRequest { ModelName = model };
        foreach (var input in inputs)
        {
            message.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.Datatype, Shape = { input.Shape } });
            message.RawInputContents.Add(ByteString.CopyFrom(input.Bytes));
        }

        // HPACK without a table: a literal that is not indexed, its name and its value as they are.
        byte[] head = [.. new[] { (":method", "POST"), (":scheme", "http"), (":path", "/inference.GRPCInferenceService/ModelInfer"), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers") }
            .SelectMany(field => (byte[])[0, (byte)field.Item1.Length, .. Encoding.ASCII.GetBytes(field.Item1), (byte)field.Item2.Length, .. Encoding.ASCII.GetBytes(field.Item2)])];
        var bytes = message.ToByteArray();
        byte[] data = [0, 0, 0, 0, 0, .. bytes];
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(1), bytes.Length);
        if (data.Length > 16384)
            throw new ArgumentException("one frame of data is all that this client sends", nameof(inputs));
        _request = [.. Frame(1, 4, head), .. Frame(0, 1, data)];
        _secondHead = FrameHead + head.Length;
        _socket.Connect(IPAddress.Loopback, port);
        // Preface, no settings of our own, and a window for as many answers as a benchmark has.
        _socket.Send([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, []), .. Frame(8, 0, [0x7F, 0xFE, 0, 0])]);
    }

    public void Call()
    {
        _stream += 2;
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(5), _stream);
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(_secondHead + 5), _stream);
        _socket.Send(_request);
        var answered = false;
        while (true)
        {
            Need(FrameHead);
            var head = _received.AsSpan(_start, FrameHead);
            var (length, type, flags) = (head[0] << 16 | head[1] << 8 | head[2], head[3], head[4]);
            Need(FrameHead + length);
            _start += FrameHead + length;
            if (type == 4 && (flags & 1) == 0)
                _socket.Send(Frame(4, 1, []));
            else if (type is 3 or 7)
                throw new IOException($"the server ended the call with frame {type}");
            answered |= type == 0;
            if (type is 0 or 1 && (flags & 1) != 0)
                break;
        }

        if (!answered)
            throw new InvalidOperationException("the call failed");
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Frame(byte type, byte flags, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];

    private void Need(int bytes)
    {
        if (_start == _end)
            _start = _end = 0;
        else if (_start + bytes > _received.Length)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < bytes)
            _end += _socket.Receive(_received.AsSpan(_end)) is > 0 and var read ? read : throw new IOException("the server closed the connection");
    }
}
