using System.IO.Compression;
using System.Net;
using System.Text;
using Grpc.Core;
using InferenceServer.Hosting;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>Callers that are slow, greedy or sly by HTTP/1.1: each is ended or refused, and the server answers the others meanwhile.</summary>
public sealed class AbuseTests : IAsyncLifetime
{
    private const string Body = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}""";
    private const string Infer = "POST /v2/models/m/infer HTTP/1.1\r\nHost: x\r\n";
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _folder.Write("repository/stored/1/model.onnx", OnnxModel.Identity("FP32", -1));
        _server = await RunningServer.StartAsync(
            options => options with
            {
                Limits = new RequestLimits { HeadersTimeout = TimeSpan.FromSeconds(1), KeepAlive = TimeSpan.FromSeconds(1), Connections = 60 },
                Repository = _folder["repository"],
                ModelControl = true,
            },
            ("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
    }

    public async Task DisposeAsync()
    {
        await OthersAreAnsweredAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PRI * HTTP")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM")]
    [InlineData("GET /v2/health/live HTTP/1.1\r\nHost: x\r\nX-A: b\r\n")]
    public async Task Gives_up_connections_whose_request_does_not_come(string beginning)
    {
        var connections = new List<RawConnection>();
        for (var index = 0; index < 40; index++)
        {
            connections.Add(await RawConnection.OpenAsync(_server.Address));
            await connections[^1].SendAsync(beginning);
        }

        await OthersAreAnsweredAsync();
        foreach (var connection in connections)
        {
            (await connection.ReadToEndAsync()).Should().NotContain("200 OK");
            connection.Dispose();
        }
    }

    [Fact]
    public async Task Gives_up_a_body_that_trickles()
    {
        using var slow = await RawConnection.OpenAsync(_server.Address);
        await slow.SendAsync($"{Infer}Content-Length: 100000\r\n\r\n{{");
        using var done = new CancellationTokenSource();
        var trickle = TrickleAsync(slow, done.Token);

        await OthersAreAnsweredAsync();
        var answer = await slow.ReadToEndAsync();
        await done.CancelAsync();
        await trickle;

        answer.Should().NotContain("200 OK");
        if (answer.Length > 0)
            answer.Should().StartWith("HTTP/1.1 408").And.Contain("--min-bytes-per-second");
        await Eventually.TrueAsync(async () => (await _server.Http.GetStringAsync("metrics")).Contains("inference_requests_in_flight{model=\"m\"} 0\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-A: {0}", 40_000, 431)]
    [InlineData("X-A{1}: b", 200, 431)]
    public async Task Refuses_headers_that_are_too_large_or_too_many(string header, int count, int status)
    {
        var headers = header.Contains("{0}", StringComparison.Ordinal)
            ? header.Replace("{0}", new string('a', count), StringComparison.Ordinal) + "\r\n"
            : string.Concat(Enumerable.Range(0, count).Select(index => header.Replace("{1}", $"{index}", StringComparison.Ordinal) + "\r\n"));

        (await RawConnection.ExchangeAsync(_server.Address, $"GET /v2/health/live HTTP/1.1\r\nHost: x\r\n{headers}\r\n")).Should().StartWith($"HTTP/1.1 {status}");
    }

    [Fact]
    public async Task Refuses_a_path_that_is_too_long() =>
        (await RawConnection.ExchangeAsync(_server.Address, $"GET /v2/models/{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n")).Should().StartWith("HTTP/1.1 414");

    [Theory]
    [InlineData("Content-Length: -1", 400)]
    [InlineData("Content-Length: 1x", 400)]
    [InlineData("Content-Length: 0x10", 400)]
    [InlineData("Content-Length: 99999999999999999999", 400)]
    [InlineData("Content-Length: 999999999999", 413)]
    [InlineData("Content-Length: 69\r\nContent-Length: 69", 400)]
    [InlineData("Content-Length: 69\r\nContent-Length: 1", 400)]
    [InlineData("Content-Length: 69, 69", 400)]
    [InlineData("Content-Length : 69", 400)]
    [InlineData("Transfer-Encoding: gzip", 400)]
    [InlineData("Transfer-Encoding: xchunked", 400)]
    [InlineData("Transfer-Encoding: chunked, identity", 400)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 69", 400)]
    [InlineData("Content-Length: 69\r\nTransfer-Encoding: chunked", 400)]
    [InlineData("Content-Length: 69\r\nTransfer-Encoding:\tchunked", 400)]
    [InlineData("Transfer-Encoding: chunked\n", 400)]
    public async Task Refuses_lengths_that_cannot_be_or_contradict_each_other(string header, int status)
    {
        // What a proxy that goes by the other length would take for the next request is not answered.
        var answer = await RawConnection.ExchangeAsync(_server.Address, $"{Infer}{header}\r\n\r\n0\r\n\r\nGET /v2/models/m HTTP/1.1\r\nHost: x\r\n\r\n");

        answer.Should().StartWith($"HTTP/1.1 {status}");
        Answers(answer).Should().Be(1);
        answer.Should().NotContain("onnx_onnxv1");
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding:\tchunked")]
    public async Task Refuses_a_request_with_two_lengths_although_one_of_them_is_right(string header)
    {
        var answer = await RawConnection.ExchangeAsync(_server.Address, $"{Infer}{header}\r\n\r\n{Body.Length:X}\r\n{Body}\r\n0\r\n\r\nGET /v2/models/m HTTP/1.1\r\nHost: x\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 400").And.Contain("the request has both Content-Length and Transfer-Encoding; send one of them").And.Contain("Connection: close");
        Answers(answer).Should().Be(1);
    }

    [Fact]
    public async Task Takes_no_more_of_a_body_than_its_length_says()
    {
        var answer = await RawConnection.ExchangeAsync(_server.Address, $"{Infer}Content-Length: {Body.Length - 1}\r\n\r\n{Body}\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 400").And.Contain("not valid JSON");
        answer[8..].Should().Contain("HTTP/1.1 400", "what is left over is no request");
    }

    [Theory]
    [InlineData("zzz\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("1;a\nX\r\n")]
    [InlineData("4\r\nabcdefgh\r\n0\r\n\r\n")]
    public async Task Refuses_chunks_that_are_none(string chunks) =>
        (await RawConnection.ExchangeAsync(_server.Address, $"{Infer}Transfer-Encoding: chunked\r\n\r\n{chunks}")).Should().StartWith("HTTP/1.1 400");

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("gzip, identity")]
    public async Task Unpacks_no_bomb(string encoding)
    {
        using var content = new ByteArrayContent(Bomb());
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var refused = await _server.Http.PostAsync("v2/models/m/infer", content);
        refused.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        using var repository = new ByteArrayContent(Bomb());
        repository.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var alsoRefused = await _server.Http.PostAsync("v2/repository/index", repository);
        alsoRefused.StatusCode.Should().BeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Unpacks_no_bomb_by_grpc()
    {
        using var grpc = new GrpcClient(_server.Address);
        var compressed = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        foreach (var call in (Func<Task>[])[
            async () => await grpc.Service.ModelInferAsync(new ModelInferRequest { ModelName = new string('a', 1_000_000) }, compressed),
            async () => await grpc.Service.ModelMetadataAsync(new ModelMetadataRequest { Name = new string('a', 1_000_000) }, compressed)])
            (await call.Should().ThrowAsync<RpcException>()).Which.Should().Match<RpcException>(refusal => refusal.StatusCode == StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Quotes_the_beginning_of_what_is_long()
    {
        using var grpc = new GrpcClient(_server.Address);
        var infer = await grpc.ErrorAsync(new ModelInferRequest { ModelName = new string('a', 1_000_000) });
        infer.Should().Match<Status>(status => status.StatusCode == StatusCode.NotFound && status.Detail.Length < 2100);
        var metadata = async () => await grpc.Service.ModelMetadataAsync(new ModelMetadataRequest { Name = new string('a', 1_000_000) });
        (await metadata.Should().ThrowAsync<RpcException>()).Which.Should().Match<RpcException>(refusal => refusal.StatusCode == StatusCode.NotFound);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("..%2f..")]
    [InlineData("%2e%2e")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc")]
    [InlineData("..%5c..")]
    [InlineData("%252e%252e%252f")]
    [InlineData("stored%2f1")]
    [InlineData("stored%2f..%2fstored")]
    [InlineData(".%2fstored")]
    [InlineData("%00")]
    [InlineData("stored%00")]
    [InlineData("%c0%ae%c0%ae")]
    [InlineData("/etc")]
    public async Task Leads_no_name_out_of_the_repository(string name)
    {
        foreach (var action in (string[])["load", "unload"])
        {
            var answer = await RawConnection.ExchangeAsync(_server.Address, $"POST /v2/repository/models/{name}/{action} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            answer.Should().MatchRegex("^HTTP/1.1 (400|404|405) ");
        }

        using var grpc = new GrpcClient(_server.Address);
        var load = async () => await grpc.Service.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = Uri.UnescapeDataString(name) });
        (await load.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Takes_no_more_connections_than_it_may()
    {
        var connections = new List<RawConnection>();
        for (var index = 0; index < 100; index++)
        {
            connections.Add(await RawConnection.OpenAsync(_server.Address));
            await connections[^1].SendAsync("G");
        }

        var taken = 0;
        foreach (var connection in connections)
        {
            // Who was taken hears that the headers did not come.
            taken += (await connection.ReadToEndAsync()).StartsWith("HTTP/1.1 408", StringComparison.Ordinal) ? 1 : 0;
            connection.Dispose();
        }

        taken.Should().BeInRange(1, 60);
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return (await _server.Http.GetAsync("v2/health/live")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            for (var megabyte = 0; megabyte < 64; megabyte++)
                gzip.Write(new byte[1024 * 1024]);
        }

        return packed.ToArray();
    }

    private static int Answers(string text) => text.Split("HTTP/1.1 ").Length - 1;

    private static async Task TrickleAsync(RawConnection connection, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await pause.WaitForNextTickAsync(cancellationToken))
                await connection.SendAsync(Encoding.ASCII.GetBytes(" "));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Given up.
        }
    }

    private async Task OthersAreAnsweredAsync() => (await _server.Http.InferJsonAsync("m", Body)).Status.Should().Be(HttpStatusCode.OK, "the server answers others");
}
