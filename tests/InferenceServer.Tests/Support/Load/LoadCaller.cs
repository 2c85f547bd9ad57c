using System.Net.Sockets;

namespace InferenceServer.Tests.Support.Load;

/// <summary>Calls again and again on a connection of its own, and forgives nothing: what was sent must be answered, and no client's retries hide what was not.</summary>
internal abstract class LoadCaller(ServiceEndpoints service, LoadCounts counts) : IDisposable
{
    private Socket? _socket;

    /// <summary>The connection.</summary>
    protected Socket Connection => _socket!;

    /// <summary>One request, made anew where the server said that it would not take it.</summary>
    public void Call()
    {
        while (true)
        {
            try
            {
                if (_socket is null)
                {
                    _socket = service.Connect(counts);
                    Begin();
                }

                if (TryCall(out var last))
                {
                    counts.Answer();
                    if (last)
                        Close();
                    return;
                }

                counts.Move();
                Close();
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                counts.Failures.Enqueue($"{GetType().Name}: {exception.Message}");
                Close();
                return;
            }
        }
    }

    public void Dispose() => Close();

    /// <summary>A new connection.</summary>
    protected abstract void Begin();

    /// <summary>Sends a request and waits for its answer; false where the server had said that it takes none any more.</summary>
    /// <param name="last">Whether the server wants the next one on another connection.</param>
    /// <exception cref="IOException">The request failed.</exception>
    protected abstract bool TryCall(out bool last);

    protected void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[Connection.Send(bytes)..];
    }

    protected int Receive(Span<byte> target) =>
        Connection.Receive(target) is > 0 and var read ? read : throw new IOException("the server closed the connection before its answer");

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
