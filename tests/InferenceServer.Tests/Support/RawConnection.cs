using System.Net.Sockets;
using System.Text;

namespace InferenceServer.Tests.Support;

/// <summary>A connection on which a test sends what it likes, and reads what comes.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };

    private RawConnection()
    {
    }

    public NetworkStream Stream { get; private set; } = null!;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        connection.Stream = connection._client.GetStream();
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await Stream.WriteAsync(bytes);

    /// <summary>All that comes until the server closes; a reset ends it as well.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await Stream.ReadAsync(buffer, limit.Token) is > 0 and var read)
                all.Write(buffer, 0, read);
        }
        catch (IOException)
        {
            // Closed with bytes of ours unread.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Sends, and closes its own side.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string text)
    {
        using var connection = await OpenAsync(address);
        try
        {
            await connection.SendAsync(text);
        }
        catch (IOException)
        {
            // Refused before all of it was sent.
        }

        return await connection.ReadToEndAsync();
    }

    public void Dispose() => _client.Dispose();
}
