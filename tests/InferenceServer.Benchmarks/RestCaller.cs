using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace InferenceServer.Benchmarks;

/// <summary>A client that costs as little as one can: a prepared request, a blocking socket, no allocation. What is measured is the server.</summary>
internal sealed class RestCaller : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[64 * 1024];
    private Range _body;

    public RestCaller(int port, string model, params Tensor[] inputs)
        : this(port, Request(model, inputs))
    {
    }

    private RestCaller(int port, byte[] request)
    {
        _request = request;
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Asks with nothing but these bytes, and takes whatever bytes come.</summary>
    public static RestCaller Plain(int port, string path, byte[] body) => new(
        port, [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);

    private static byte[] Request(string model, Tensor[] inputs)
    {
        var json = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["parameters"] = new JsonObject { ["binary_data_output"] = true },
            ["inputs"] = new JsonArray([.. inputs.Select(input => (JsonNode)new JsonObject
            {
                ["name"] = input.Name,
                ["datatype"] = input.Datatype,
                ["shape"] = new JsonArray([.. input.Shape.Select(size => (JsonNode)size)]),
                ["parameters"] = new JsonObject { ["binary_data_size"] = input.Bytes.Length },
            })]),
        }.ToJsonString());
        var head = $"POST /v2/models/{model}/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {json.Length + inputs.Sum(input => input.Bytes.Length)}\r\nInference-Header-Content-Length: {json.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. json, .. inputs.SelectMany(input => input.Bytes)];
    }

    public void Call()
    {
        var sent = 0;
        while (sent < _request.Length)
            sent += _socket.Send(_request.AsSpan(sent));
        var length = 0;
        var end = -1;
        while (end < 0)
        {
            length += Receive(length);
            end = _answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        var head = _answer.AsSpan(0, end);
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(_answer.AsSpan(0, length)));
        var field = "\r\nContent-Length: "u8;
        // Node.js writes it small.
        var at = head.IndexOf(field) is >= 0 and var found ? found : head.IndexOf("\r\ncontent-length: "u8);
        if (at < 0 || !Utf8Parser.TryParse(head[(at + field.Length)..], out int body, out _))
            throw new InvalidOperationException("the answer has no length");
        while (length < end + 4 + body)
            length += Receive(length);
        _body = (end + 4)..length;
    }

    /// <summary>The last answer's body.</summary>
    public ReadOnlySpan<byte> Body => _answer.AsSpan(_body);

    public void Dispose() => _socket.Dispose();

    private int Receive(int at) =>
        _socket.Receive(_answer.AsSpan(at)) is > 0 and var read ? read : throw new IOException("the server closed the connection");
}
