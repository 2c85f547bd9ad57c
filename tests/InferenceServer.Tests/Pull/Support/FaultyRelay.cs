using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Tests.Pull.Support;

/// <summary>Stands before a real server as a bad network does: passes so many bytes of answers on, then cuts the connection or stands still.</summary>
internal sealed class FaultyRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private long _passed;
    private int _cuts;

    public FaultyRelay(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How often a connection was cut or stood still.</summary>
    public int Faults => _cuts;

    /// <summary>Bytes of answers that pass before the next fault.</summary>
    public long Every { get; set; } = long.MaxValue;

    /// <summary>Faults until the network is sound again.</summary>
    public int MostFaults { get; init; } = int.MaxValue;

    /// <summary>Stands still instead of cutting.</summary>
    public bool StandsStill { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)).ContinueWith(task => task.Exception, TaskScheduler.Default);
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
            var up = client.GetStream().CopyToAsync(server.GetStream(), _end.Token);
            await Task.WhenAny(up, DownAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task DownAsync(NetworkStream server, NetworkStream client)
    {
        var block = new byte[16 * 1024];
        int read;
        while ((read = await server.ReadAsync(block, _end.Token)) > 0)
        {
            if (Interlocked.Add(ref _passed, read) > Every && _cuts < MostFaults)
            {
                Interlocked.Increment(ref _cuts);
                Interlocked.Exchange(ref _passed, 0);
                if (StandsStill)
                    await Task.Delay(Timeout.Infinite, _end.Token);
                return;
            }

            await client.WriteAsync(block.AsMemory(0, read), _end.Token);
        }
    }
}
