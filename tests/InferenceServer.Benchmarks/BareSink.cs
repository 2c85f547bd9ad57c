using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Benchmarks;

/// <summary>The other end of a bare socket: reads as many bytes as it is told, then answers one.</summary>
internal static class BareSink
{
    /// <summary>Serves one connection: eight bytes of length, then the bytes, again and again.</summary>
    public static void Serve(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var socket = listener.AcceptSocket();
        listener.Stop();
        var length = new byte[sizeof(long)];
        var buffer = new byte[64 * 1024 * 1024];
        while (Receive(socket, length))
        {
            if (!Receive(socket, buffer.AsSpan(0, (int)BitConverter.ToInt64(length))))
                return;
            socket.Send([1]);
        }
    }

    private static bool Receive(Socket socket, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = socket.Receive(target);
            if (read == 0)
                return false;
            target = target[read..];
        }

        return true;
    }
}
