using System.Net;
using Grpc.Core;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Tracing;

/// <summary>Traces as a collector gets them from the server's own process.</summary>
public sealed class TracingTests : IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallerId = "b7ad6b7169203331";
    private const string Request = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}""";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    [InlineData(false, "/v1/traces")]
    public async Task Sends_a_span_of_the_callers_trace_with_the_wait_and_the_run(bool grpc, string path)
    {
        await using var collector = await OtlpReceiver.StartAsync(grpc);
        using var server = await StartAsync(collector, grpc ? [] : [("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]);

        await InferAsync(server, $"00-{TraceId}-{CallerId}-01", "vendor=a,other=b");

        var spans = await collector.WaitAsync(3);
        spans.Should().HaveCount(3, "probes are not traced").And.OnlyContain(span => span.TraceId == TraceId && span.TraceState == "vendor=a,other=b");
        var request = spans.Single(span => span.Name == "POST /v2/models/{model}/infer");
        request.ParentId.Should().Be(CallerId);
        request.Kind.Should().Be(2);
        request.Status.Should().Be(0);
        request.Attributes.Should().Contain(new Dictionary<string, string>
        {
            ["http.request.method"] = "POST", ["http.route"] = "/v2/models/{model}/infer", ["http.response.status_code"] = "200",
            ["url.path"] = "/v2/models/m/infer", ["network.protocol.version"] = "1.1", ["inference.model"] = "m", ["inference.outcome"] = "ok",
        });
        request.Resource.Should().Contain("service.name", "inference-server");
        var (queue, compute) = (spans.Single(span => span.Name == "queue"), spans.Single(span => span.Name == "compute"));
        queue.ParentId.Should().Be(request.SpanId);
        compute.ParentId.Should().Be(request.SpanId);
        queue.Start.Should().BeGreaterThanOrEqualTo(request.Start);
        compute.Start.Should().Be(queue.End);
        compute.End.Should().BeGreaterThan(compute.Start).And.BeLessThanOrEqualTo(request.End);
        collector.Paths.Should().AllBe(path);
    }

    [Fact]
    public async Task Names_calls_of_grpc_as_their_methods_and_says_how_they_failed()
    {
        await using var collector = await OtlpReceiver.StartAsync(grpc: true);
        using var server = await StartAsync(collector, [("OTEL_SERVICE_NAME", "ocr"), ("OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=ocr-0")]);
        using var grpc = new GrpcClient(server.Address);
        var parent = new Metadata { { "traceparent", $"00-{TraceId}-{CallerId}-01" } };

        await grpc.Service.ModelInferAsync(GrpcClient.Raw("m", TensorData.Floats("x", [2], 1, 2)), parent);
        (await grpc.ErrorAsync(GrpcClient.Raw("nope"), new CallOptions(parent))).StatusCode.Should().Be(StatusCode.NotFound);

        var spans = (await collector.WaitAsync(4)).Where(span => span.Kind == 2).ToList();
        spans.Should().HaveCount(2).And.OnlyContain(span => span.Name == "inference.GRPCInferenceService/ModelInfer" && span.TraceId == TraceId && span.ParentId == CallerId);
        spans.Should().OnlyContain(span => span.Attributes["rpc.system"] == "grpc" && span.Attributes["rpc.service"] == "inference.GRPCInferenceService" && span.Attributes["rpc.method"] == "ModelInfer");
        spans.Select(span => (span.Attributes["rpc.grpc.status_code"], span.Attributes["inference.outcome"], span.Attributes["inference.model"]))
            .Should().BeEquivalentTo([("0", "ok", "m"), ("5", "invalid", "nope")]);
        spans[0].Resource.Should().Contain("service.name", "ocr").And.Contain("k8s.pod.name", "ocr-0");
    }

    [Theory]
    [InlineData("parentbased_always_on", "1", $"00-{TraceId}-{CallerId}-00", false)]
    [InlineData("parentbased_always_off", "1", $"00-{TraceId}-{CallerId}-01", true)]
    [InlineData("parentbased_traceidratio", "0", null, false)]
    [InlineData("parentbased_traceidratio", "1.0", null, true)]
    [InlineData("always_on", "", $"00-{TraceId}-{CallerId}-00", true)]
    [InlineData("always_off", "", $"00-{TraceId}-{CallerId}-01", false)]
    [InlineData("traceidratio", "0.0", $"00-{TraceId}-{CallerId}-01", false)]
    public async Task Samples_as_opentelemetrys_variables_say(string sampler, string argument, string? parent, bool traced)
    {
        await using var collector = await OtlpReceiver.StartAsync(grpc: false);
        using var server = await StartAsync(collector, [("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument)]);

        await InferAsync(server, parent, null);
        server.Terminate();
        (await server.ExitAsync()).Should().Be(0);

        // What was sampled was sent before the end.
        collector.Spans.IsEmpty.Should().Be(!traced);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntraceparent: 00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public async Task Begins_a_trace_where_the_callers_cannot_be_read(string parent)
    {
        await using var collector = await OtlpReceiver.StartAsync(grpc: true);
        using var server = await StartAsync(collector, []);

        await RawConnection.ExchangeAsync(server.Address, $"GET /v2/models/m HTTP/1.1\r\nHost: x\r\ntraceparent: {parent}\r\nConnection: close\r\n\r\n");

        var span = (await collector.WaitAsync(1)).Single();
        span.ParentId.Should().BeEmpty();
        span.TraceId.Should().NotContain("af7651916cd43dd8448eb211c80319c").And.NotBe(new string('0', 32));
    }

    [Fact]
    public async Task Answers_while_the_collector_is_away_and_says_that_it_is()
    {
        using var server = new ServerProcess([.. Fast, ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{ServerProcess.FreePort()}")], Serve());
        await server.ReadyAsync();

        for (var request = 0; request < 20; request++)
            await InferAsync(server, null, null);
        await Eventually.TrueAsync(() => server.Output.Contains("Traces do not reach their collector: ", StringComparison.Ordinal));
        server.Terminate();

        (await server.ExitAsync()).Should().Be(0, server.Output);
        server.Output.Should().Contain("Connection refused");
    }

    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "'sometimes' is not valid: write always_on")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "2", "'2' is not valid: write a number from 0 to 1")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "'http/json' is not valid: write grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "'collector:4317' is not valid: write an address like http://collector:4317")]
    public async Task Says_which_variable_is_wrong(string name, string value, string message)
    {
        using var server = new ServerProcess([("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"), (name, value)], Serve());

        (await server.ExitAsync()).Should().Be(2, server.Output);
        server.Output.Should().Contain(name).And.Contain(message);
    }

    public void Dispose() => _folder.Dispose();

    private static (string, string)[] Fast => [("OTEL_BSP_SCHEDULE_DELAY", "50")];

    private string[] Serve() =>
        ["serve", "--model", $"m={_folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))}", "--http-port", $"{ServerProcess.FreePort()}", "--drain-seconds", "0"];

    private async Task<ServerProcess> StartAsync(OtlpReceiver collector, (string, string)[] environment)
    {
        var server = new ServerProcess([.. Fast, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.AbsoluteUri), .. environment], Serve());
        await server.ReadyAsync();
        return server;
    }

    private static async Task InferAsync(ServerProcess server, string? parent, string? state)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/m/infer") { Content = new StringContent(Request) };
        if (parent is not null)
            request.Headers.Add("traceparent", parent);
        if (state is not null)
            request.Headers.Add("tracestate", state);
        using var response = await http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
