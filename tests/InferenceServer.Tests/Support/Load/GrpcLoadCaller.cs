using System.Buffers.Binary;

namespace InferenceServer.Tests.Support.Load;

/// <summary>A caller by gRPC: frames of HTTP/2 on a socket.</summary>
internal sealed class GrpcLoadCaller(ServiceEndpoints service, LoadCounts counts, byte[] message) : LoadCaller(service, counts)
{
    private const int LargestFrame = 16384;
    private readonly byte[] _head = new byte[9];
    private readonly byte[] _payload = new byte[LargestFrame];
    private int _stream;
    private int? _lastTaken;
    private bool _answered;
    private bool _ended;

    protected override void Begin()
    {
        (_stream, _lastTaken) = (-1, null);
        // A window for as many answers as a connection has.
        Send([.. Http2Frames.Preface, .. Http2Frames.Frame(Http2Frames.WindowUpdate, 0, 0, [0x7F, 0xFE, 0, 0])]);
    }

    protected override bool TryCall(out bool last)
    {
        last = false;
        while (Connection.Available > 0)
            Read();
        // The server said so, or closed, before the call.
        if (_lastTaken is not null || (Connection.Poll(0, System.Net.Sockets.SelectMode.SelectRead) && Connection.Available == 0))
            return false;
        _stream += 2;
        (_answered, _ended) = (false, false);
        Send(Request());
        while (!_ended)
        {
            Read();
            // RFC 9113, 6.8: what is above was not and will not be looked at.
            if (_lastTaken < _stream)
                return false;
        }

        // An error has no message.
        if (!_answered)
            throw new IOException("the call ended with an error");
        last = _lastTaken is not null;
        return true;
    }

    private byte[] Request()
    {
        byte[] data = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(1), message.Length);
        var frames = new List<byte>(Http2Frames.Frame(Http2Frames.Headers, Http2Frames.EndHeaders, _stream, Http2Frames.InferBlock));
        for (var position = 0; position < data.Length; position += LargestFrame)
        {
            var end = Math.Min(position + LargestFrame, data.Length);
            frames.AddRange(Http2Frames.Frame(Http2Frames.Data, end == data.Length ? Http2Frames.EndStream : (byte)0, _stream, data.AsSpan(position, end - position)));
        }

        return [.. frames];
    }

    private void Read()
    {
        Fill(_head);
        var (length, type, flags) = (_head[0] << 16 | _head[1] << 8 | _head[2], _head[3], _head[4]);
        var payload = _payload.AsSpan(0, length);
        Fill(payload);
        switch (type)
        {
            case Http2Frames.Settings when (flags & Http2Frames.Acknowledge) == 0:
                Send(Http2Frames.Frame(Http2Frames.Settings, Http2Frames.Acknowledge, 0, []));
                break;
            case Http2Frames.Ping when (flags & Http2Frames.Acknowledge) == 0:
                Send(Http2Frames.Frame(Http2Frames.Ping, Http2Frames.Acknowledge, 0, payload));
                break;
            case Http2Frames.GoAway:
                _lastTaken = BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case Http2Frames.ResetStream:
                throw new IOException("the server reset the call");
            case Http2Frames.Data or Http2Frames.Headers:
                _answered |= type == Http2Frames.Data;
                _ended |= (flags & Http2Frames.EndStream) != 0;
                break;
        }
    }

    private void Fill(Span<byte> target)
    {
        while (!target.IsEmpty)
            target = target[Receive(target)..];
    }
}
