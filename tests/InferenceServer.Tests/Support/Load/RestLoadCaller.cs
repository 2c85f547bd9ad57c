using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace InferenceServer.Tests.Support.Load;

/// <summary>A caller by HTTP/1.1.</summary>
internal sealed class RestLoadCaller(ServiceEndpoints service, LoadCounts counts, byte[] request) : LoadCaller(service, counts)
{
    private readonly byte[] _answer = new byte[64 * 1024];

    protected override void Begin()
    {
    }

    protected override bool TryCall(out bool last)
    {
        last = false;
        // Closed before the request: nothing was sent on it.
        if (Connection.Poll(0, SelectMode.SelectRead) && Connection.Available == 0)
            return false;
        Send(request);
        var (length, end) = (0, -1);
        while (end < 0)
        {
            length += Receive(_answer.AsSpan(length));
            end = _answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        var head = _answer.AsSpan(0, end);
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new IOException(Encoding.UTF8.GetString(_answer.AsSpan(0, length)));
        var field = "\r\nContent-Length: "u8;
        if (!Utf8Parser.TryParse(head[(head.IndexOf(field) + field.Length)..], out int body, out _))
            throw new IOException("the answer has no length");
        last = head.IndexOf("\r\nConnection: close"u8) >= 0;
        while (length < end + 4 + body)
            length += Receive(_answer.AsSpan(length));
        return true;
    }
}
