using System.Text.Json.Nodes;
using Grpc.Core;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>The access log of a server's own process: what it says of a request, and what it must never say.</summary>
public sealed class AccessLogTests : IAsyncLifetime
{
    private const string Token = "very-secret-token";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Request = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}""";
    private TemporaryFolder _folder = null!;
    private ServerProcess _server = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = new ServerProcess(
            "serve", "--model", $"m={_folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))}", "--http-port", $"{ServerProcess.FreePort()}", "--access-log", "--json-logs",
            "--token-file", _folder.Write("tokens", System.Text.Encoding.ASCII.GetBytes(Token)));
        await _server.ReadyAsync();
    }

    public Task DisposeAsync()
    {
        _server.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Says_of_an_infer_request_what_it_was_and_what_it_took()
    {
        await SendAsync("POST", "/v2/models/m/infer?api_key=very-secret-query", $"traceparent: 00-{TraceId}-b7ad6b7169203331-01\r\n", Request);

        var line = await LineAsync(line => (string?)line["Method"] == "POST");
        ((string)line["Route"]!, (string)line["Model"]!, (int)line["Status"]!, (string)line["Outcome"]!, (string)line["TraceId"]!).Should().Be(("/v2/models/{model}/infer", "m", 200, "ok", TraceId));
        ((long)line["RequestBytes"]!).Should().Be(Request.Length);
        ((long)line["ResponseBytes"]!).Should().BeGreaterThan(20);
        var (queue, compute, total) = ((double)line["QueueMilliseconds"]!, (double)line["ComputeMilliseconds"]!, (double)line["TotalMilliseconds"]!);
        queue.Should().BeGreaterThanOrEqualTo(0);
        compute.Should().BeGreaterThan(0);
        total.Should().BeGreaterThanOrEqualTo(queue + compute);
        _server.Output.Should().NotContain("very-secret");
    }

    [Fact]
    public async Task Says_of_a_call_of_grpc_how_it_ended()
    {
        using var grpc = new GrpcClient(_server.Address);
        var request = GrpcClient.Raw("m", TensorData.Floats("x", [2], 1, 2));
        await grpc.Service.ModelInferAsync(request, new Metadata { { "authorization", $"Bearer {Token}" } });
        await grpc.ErrorAsync(request);

        var answered = await LineAsync(line => (string?)line["GrpcStatus"] == "OK");
        ((string)answered["Route"]!, (string)answered["Model"]!, (string)answered["Outcome"]!).Should().Be(("/inference.GRPCInferenceService/ModelInfer", "m", "ok"));
        ((long)answered["RequestBytes"]!).Should().Be(request.CalculateSize());
        ((long)answered["ResponseBytes"]!).Should().BeGreaterThan(0);
        ((string)(await LineAsync(line => (string?)line["GrpcStatus"] == "Unauthenticated"))["Outcome"]!).Should().Be("invalid");
        _server.Output.Should().NotContain(Token);
    }

    [Theory]
    [InlineData("/nothing%0d%0a2026-01-01T00:00:00.000Z%20info:%20forged", "/nothing\\u000D\\u000A2026-01-01T00:00:00.000Z info: forged")]
    [InlineData("/nothing%e2%80%a8forged%e2%80%ae%1b[31m", "/nothing\\u2028forged\\u202E\\u001B[31m")]
    public async Task Shows_what_would_forge_a_line_as_text(string path, string shown)
    {
        await SendAsync("GET", path);

        ((string)(await LineAsync(line => ((string?)line["Route"])?.StartsWith("/nothing", StringComparison.Ordinal) == true))["Route"]!).Should().Be(shown);
    }

    [Fact]
    public async Task Shows_a_models_name_as_text()
    {
        await SendAsync("POST", "/v2/models/a%0ab/infer");

        ((string)(await LineAsync(line => line["Model"] is not null))["Model"]!).Should().Be("a\\u000Ab");
    }

    private async Task SendAsync(string method, string path, string headers = "", string body = "")
    {
        var answer = await RawConnection.ExchangeAsync(
            _server.Address, $"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        answer.Should().StartWith("HTTP/1.1 ");
    }

    /// <summary>What the first line said that is like this; probes are in the log as well.</summary>
    private async Task<JsonObject> LineAsync(Func<JsonObject, bool> wanted)
    {
        JsonObject? found = null;
        await Eventually.TrueAsync(() => (found = _server.Output.Split('\n').Where(line => line.StartsWith('{') && line.EndsWith('}'))
            .Select(line => JsonNode.Parse(line)!["State"] as JsonObject).FirstOrDefault(state => state?["Route"] is not null && wanted(state))) is not null);
        return found!;
    }
}
