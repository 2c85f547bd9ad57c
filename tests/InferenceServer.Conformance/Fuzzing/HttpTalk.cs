using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>A kept-alive HTTP/1.1 connection that sends bytes as they are, and opens again where it was closed.</summary>
internal sealed class HttpTalk(int port) : IDisposable
{
    private readonly byte[] _received = new byte[1 << 20];
    private Socket? _socket;
    private int _start;
    private int _end;
    private bool _closes;

    /// <summary>Sends a request and reads what comes.</summary>
    /// <exception cref="SocketException">Nothing came in time, or nobody listens.</exception>
    /// <exception cref="InvalidDataException">What came is no answer.</exception>
    public FuzzAnswer Ask(FuzzRequest request)
    {
        _socket ??= Connect();
        try
        {
            Send(request.Bytes);
            if (!request.Framed)
                _socket.Shutdown(SocketShutdown.Send);
            var answer = Read();
            if (answer.Status >= 0 && request.Framed && !_closes)
                return answer;
            // Whatever else stands in the bytes that were damaged is answered as well.
            for (var more = request.Framed ? answer : Read(); more.Status >= 0 && !request.Framed; more = Read())
                answer = more.Status >= 500 ? more : answer;
            Close();
            return answer;
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.TimedOut && exception.SocketErrorCode != SocketError.WouldBlock)
        {
            // The server may answer and close before it was told all.
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
        (_start, _end, _closes) = (0, 0, false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = FuzzAnswer.PatienceMilliseconds, SendTimeout = FuzzAnswer.PatienceMilliseconds };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private void Close()
    {
        _socket!.Dispose();
        _socket = null;
    }

    private void Send(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += _socket!.Send(bytes.AsSpan(sent));
    }

    /// <summary>Reads an answer; that of a status below zero where the connection ended before one.</summary>
    private FuzzAnswer Read()
    {
        int status;
        ReadOnlySpan<byte> head;
        do
        {
            int end;
            while ((end = _received.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            {
                if (!More())
                    return FuzzAnswer.Closed;
            }

            head = _received.AsSpan(_start, end + 2);
            if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out status, out _))
                throw new InvalidDataException("the answer is no HTTP");
            _start += end + 4;
        }
        while (status < 200);
        _closes = head.IndexOf("\r\nConnection: close\r\n"u8) >= 0;
        var length = Field(head, "\r\nContent-Length: "u8);
        return new FuzzAnswer(status, head.IndexOf("\r\nTransfer-Encoding: chunked\r\n"u8) >= 0 ? Chunks() : length > 0 ? Take(length) : []);
    }

    private static int Field(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name) =>
        head.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(head[(at + name.Length)..], out int value, out _) ? value : 0;

    private byte[] Chunks()
    {
        var body = new List<byte>();
        while (true)
        {
            int end;
            while ((end = _received.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            {
                if (!More())
                    throw new InvalidDataException("the answer does not end");
            }

            if (!Utf8Parser.TryParse(_received.AsSpan(_start, end), out int size, out _, 'x'))
                throw new InvalidDataException("the answer's chunk has no size");
            _start += end + 2;
            body.AddRange(Take(size));
            Take(2);
            if (size == 0)
                return [.. body];
        }
    }

    private byte[] Take(int bytes)
    {
        while (_end - _start < bytes)
        {
            if (!More())
                throw new InvalidDataException("the answer does not end");
        }

        _start += bytes;
        return _received[(_start - bytes).._start];
    }

    private bool More()
    {
        if (_start > 0)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
        }

        var read = _socket!.Receive(_received.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
