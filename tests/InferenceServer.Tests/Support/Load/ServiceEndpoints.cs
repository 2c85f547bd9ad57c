using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Tests.Support.Load;

/// <summary>A Service: connections go to the servers that were last known as ready, in turn.</summary>
internal sealed class ServiceEndpoints(params int[] ports)
{
    private volatile int[] _ports = ports;
    private int _turn;

    /// <summary>Adds a server.</summary>
    public void Add(int port) => _ports = [.. _ports, port];

    /// <summary>Takes a server out, as a Service does after its readiness probe failed.</summary>
    public void Remove(int port) => _ports = [.. _ports.Where(other => other != port)];

    /// <summary>A connection.</summary>
    public Socket Connect(LoadCounts counts)
    {
        while (true)
        {
            var ports = _ports;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Connect(IPAddress.Loopback, ports[(uint)Interlocked.Increment(ref _turn) % ports.Length]);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                counts.Refuse();
                // Another turn, not a flood of them.
                Thread.Yield();
            }
        }
    }
}
