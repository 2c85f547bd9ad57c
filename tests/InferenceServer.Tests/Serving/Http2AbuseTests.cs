using System.Buffers.Binary;
using System.Net;
using System.Text;
using InferenceServer.Hosting;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>Floods of HTTP/2: what one connection may cause is bounded, and the server answers the others meanwhile.</summary>
public sealed class Http2AbuseTests : IAsyncLifetime
{
    private const string Body = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}""";
    private const int Endless = 200_000;
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(
            options => options with { Limits = new RequestLimits { HeadersTimeout = TimeSpan.FromSeconds(1), KeepAlive = TimeSpan.FromSeconds(1), Streams = 20 } },
            ("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
    }

    public async Task DisposeAsync()
    {
        await OthersAreAnsweredAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sends_away_who_begins_and_resets_calls_without_end()
    {
        using var connection = await OpenAsync();
        var end = EndsAsync(connection);
        var block = Http2Frames.InferBlock;
        var flood = FloodAsync(connection, index => [
            .. Http2Frames.Frame(Http2Frames.Headers, Http2Frames.EndHeaders, 2 * index + 1, block),
            .. Http2Frames.Frame(Http2Frames.ResetStream, 0, 2 * index + 1, [0, 0, 0, 8])]);

        await OthersAreAnsweredAsync();
        // It ends for its resets (ENHANCE_YOUR_CALM), or for the answers that it does not take as fast.
        await end;
        (await flood).Should().BeLessThan(Endless);
        await Eventually.TrueAsync(async () => (await _server.Http.GetStringAsync("metrics")).Contains("inference_requests_in_flight{model=\"m\"} 0\n", StringComparison.Ordinal)
            || !(await _server.Http.GetStringAsync("metrics")).Contains("inference_requests_in_flight{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refuses_more_calls_at_once_than_it_allows()
    {
        using var connection = await OpenAsync();
        for (var index = 0; index < 25; index++)
            await connection.SendAsync(Http2Frames.Frame(Http2Frames.Headers, Http2Frames.EndHeaders, 2 * index + 1, Http2Frames.InferBlock));

        var refused = new HashSet<int>();
        await foreach (var (type, stream, payload) in FramesAsync(connection))
        {
            // REFUSED_STREAM.
            if (type == Http2Frames.ResetStream && BinaryPrimitives.ReadInt32BigEndian(payload) == 7)
                refused.Add(stream);
            if (refused.Count == 5)
                break;
        }

        refused.Should().Equal(41, 43, 45, 47, 49);
    }

    [Fact]
    public async Task Bounds_headers_that_go_on_and_on()
    {
        using var connection = await OpenAsync();
        await connection.SendAsync(Http2Frames.Frame(Http2Frames.Headers, 0, 1, Http2Frames.InferBlock));
        var flood = FloodAsync(connection, index => Http2Frames.Frame(Http2Frames.Continuation, 0, 1, Http2Frames.Block(($"x-{index}", new string('a', 1000)))));

        await OthersAreAnsweredAsync();
        await EndsAsync(connection);
        (await flood).Should().BeLessThan(Endless);
    }

    [Fact]
    public async Task Gives_up_headers_that_do_not_end()
    {
        using var connection = await OpenAsync();
        await connection.SendAsync(Http2Frames.Frame(Http2Frames.Headers, 0, 1, Http2Frames.InferBlock));

        await OthersAreAnsweredAsync();
        await EndsAsync(connection);
    }

    [Fact]
    public async Task Gives_up_a_message_that_does_not_come()
    {
        using var connection = await OpenAsync();
        // A megabyte is announced, and three bytes of it sent.
        await connection.SendAsync(Http2Frames.Frame(Http2Frames.Headers, Http2Frames.EndHeaders, 1, Http2Frames.InferBlock));
        await connection.SendAsync(Http2Frames.Frame(Http2Frames.Data, 0, 1, [0, 0, 0x10, 0, 0, 1, 2, 3]));

        await OthersAreAnsweredAsync();
        await EndsAsync(connection);
    }

    [Theory]
    [InlineData(Http2Frames.Ping, 8)]
    [InlineData(Http2Frames.Settings, 0)]
    [InlineData(Http2Frames.WindowUpdate, 4)]
    public async Task Answers_others_under_a_flood_of_frames(byte type, int length)
    {
        using var connection = await OpenAsync();
        var payload = new byte[length];
        if (length > 0)
            payload[^1] = 1;
        // The answers are not read: they may not pile up in the server.
        var flood = FloodAsync(connection, _ => Http2Frames.Frame(type, 0, 0, payload), 100_000);

        for (var request = 0; request < 20; request++)
            await OthersAreAnsweredAsync();
        connection.Dispose();
        await flood;
    }

    [Theory]
    [InlineData("0000000401000000FF", "settings that acknowledge nothing on a stream")]
    [InlineData("00000504000000000001020304050607", "settings of half an entry")]
    [InlineData("FFFFFF000000000001", "a frame larger than any allowed")]
    [InlineData("000004080000000000000000000000", "a window that opens by nothing")]
    [InlineData("00000501040000000181828384FF", "headers that are no HPACK")]
    [InlineData("00000500010000000341424344AA", "data of a stream that was never begun")]
    public async Task Ends_a_connection_that_speaks_something_else(string frames, string what)
    {
        using var connection = await OpenAsync();
        await connection.SendAsync(Convert.FromHexString(frames));

        await EndsAsync(connection, what);
    }

    /// <summary>Sends until the server has enough; how often it could.</summary>
    private static async Task<int> FloodAsync(RawConnection connection, Func<int, byte[]> frames, int count = Endless)
    {
        var sent = 0;
        try
        {
            for (; sent < count; sent += 100)
                await connection.SendAsync([.. Enumerable.Range(sent, 100).SelectMany(frames)]);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Sent away.
        }

        return sent;
    }

    private async Task<RawConnection> OpenAsync()
    {
        var connection = await RawConnection.OpenAsync(_server.Address);
        await connection.SendAsync(Http2Frames.Preface);
        return connection;
    }

    private static async Task EndsAsync(RawConnection connection, string because = "")
    {
        var answered = false;
        await foreach (var (type, _, payload) in FramesAsync(connection))
            answered |= type == Http2Frames.Headers && Encoding.ASCII.GetString(payload).Contains("200", StringComparison.Ordinal);
        answered.Should().BeFalse(because);
    }

    /// <summary>What comes, until the server closes.</summary>
    private static async IAsyncEnumerable<(byte Type, int Stream, byte[] Payload)> FramesAsync(RawConnection connection)
    {
        var head = new byte[9];
        while (await ReadAsync(connection, head))
        {
            var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
            if (!await ReadAsync(connection, payload))
                yield break;
            yield return (head[3], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
    }

    private static async Task<bool> ReadAsync(RawConnection connection, byte[] target)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            return await connection.Stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, limit.Token) == target.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task OthersAreAnsweredAsync()
    {
        // On a connection of its own: the server closes a kept one after a second, which may be just when the request goes out.
        using var http = new HttpClient { BaseAddress = _server.Http.BaseAddress };
        (await http.InferJsonAsync("m", Body)).Status.Should().Be(HttpStatusCode.OK, "the server answers others");
    }
}
