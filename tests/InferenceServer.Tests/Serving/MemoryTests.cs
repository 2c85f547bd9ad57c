using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InferenceServer.Buffers;
using InferenceServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceServer.Tests.Serving;

/// <summary>All requests together hold no more memory than they may.</summary>
public sealed class MemoryTests : IAsyncLifetime
{
    private const int Budget = 1_000_000;
    private const string Small = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;

    private MemoryBudget Memory => _server.Services.GetRequiredService<MemoryBudget>();

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(
            options => options with { RequestMemoryBytes = Budget, MaxRequestBytes = 10_000_000 },
            ("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))),
            ("text", _folder.Write("text.onnx", OnnxModel.Identity("BYTES", -1))));
    }

    public async Task DisposeAsync()
    {
        await Eventually.TrueAsync(() => Memory.Taken == 0);
        (await _server.Http.InferJsonAsync("m", Small)).Status.Should().Be(HttpStatusCode.OK);
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Refuses_with_429_and_retry_after_what_uploads_in_progress_leave_no_memory_for()
    {
        using var upload = new TcpClient();
        await upload.ConnectAsync(_server.Address.Host, _server.Address.Port);
        var stream = upload.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v2/models/m/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {900_000.ToString(CultureInfo.InvariantCulture)}\r\n\r\n"));
        await Eventually.TrueAsync(() => Memory.Taken >= 900_000);

        using (var refused = await _server.Http.PostAsync("v2/models/m/infer", new StringContent(Small.PadRight(200_000))))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Small.PadRight(900_000)));
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).Should().Be("HTTP/1.1 200 OK");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_with_413_what_will_never_fit(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/m/infer") { Content = new StringContent(Small.PadRight(Budget + 1)) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await _server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Contain("--request-memory-mib");
    }

    [Fact]
    public async Task Counts_the_tensors_that_the_json_becomes() =>
        (await _server.Http.InferErrorAsync("m", $$"""{"inputs":[{"name":"x","shape":[200000],"datatype":"FP32","data":[{{string.Join(',', Enumerable.Repeat("1", 200_000))}}]}]}""", HttpStatusCode.RequestEntityTooLarge))
            .Should().Contain("needs 1200");

    [Fact]
    public async Task Makes_no_strings_that_the_text_does_not_bear_out()
    {
        var padding = new string(' ', 300_000);
        (await _server.Http.InferErrorAsync("text", $$"""{"inputs":[{"name":"x","shape":[200000],"datatype":"BYTES","data":[""],"padding":"{{padding}}"}]}"""))
            .Should().Contain("has fewer");
        (await _server.Http.InferErrorAsync("text", $$"""{"padding":"{{padding}}","inputs":[{"name":"x","shape":[100],"datatype":"BYTES","data":[""]}]}"""))
            .Should().Contain("has fewer");
        (await _server.Http.InferErrorAsync("text", $$"""{"inputs":[{"name":"x","shape":[90000],"datatype":"BYTES","data":[""],"padding":"{{padding}}"}]}""", HttpStatusCode.RequestEntityTooLarge))
            .Should().Contain("--request-memory-mib");
    }

    [Fact]
    public async Task Counts_strings_with_their_texts()
    {
        var text = new string('x', 600_000);
        await _server.Http.InferErrorAsync("text", $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["{{text}}"]}]}""", HttpStatusCode.RequestEntityTooLarge);
        using var raw = await _server.Http.PostAsync("v2/models/text/infer", OipClient.BinaryContent(new TensorData("x", "BYTES", [1], [.. BitConverter.GetBytes(text.Length), .. Encoding.ASCII.GetBytes(text)])));
        raw.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        using var many = await _server.Http.PostAsync("v2/models/text/infer", OipClient.BinaryContent(new TensorData("x", "BYTES", [30_000], new byte[120_000])));
        many.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }
}
