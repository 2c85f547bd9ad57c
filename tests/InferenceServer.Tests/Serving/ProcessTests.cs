using System.Net;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Serving;

/// <summary>The process: exit codes, environment, and the end under load.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Fails_no_request_under_sigterm_and_exits_with_0()
    {
        var port = ServerProcess.FreePort();
        using var server = new ServerProcess("serve", "--model", $"cls={TestModels.Orientation}", "--http-port", $"{port}", "--drain-seconds", "2");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        await Eventually.TrueAsync(() => IsReadyAsync(http));
        var picture = TensorData.Wave("x", 1, 3, 48, 192);
        var answered = 0;
        using var stop = new CancellationTokenSource();
        // A client behind a Service: it sends as long as the readiness probe says so.
        var clients = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                await http.InferBinaryAsync("cls", picture);
                Interlocked.Increment(ref answered);
            }
        }).ToList();
        await Eventually.TrueAsync(() => Volatile.Read(ref answered) > 20 || clients.Exists(client => client.IsFaulted));

        server.Terminate();
        await Eventually.TrueAsync(async () => !await IsReadyAsync(http));
        var atSignal = Volatile.Read(ref answered);
        await Eventually.TrueAsync(() => Volatile.Read(ref answered) > atSignal || clients.Exists(client => client.IsFaulted));
        await stop.CancelAsync();

        await Task.WhenAll(clients);
        (await server.ExitAsync()).Should().Be(0, server.Output);
    }

    [Fact]
    public async Task Is_configured_by_environment_like_a_pod()
    {
        var port = ServerProcess.FreePort();
        var file = _folder.Write("m.onnx", OnnxModel.Add(2));
        using var server = new ServerProcess(
            [("MODEL_PATH", file), ("MODEL_NAME", "sum"), ("HTTP_PORT", $"{port}"), ("METRICS_PORT", "tcp://10.0.0.1:80")], "serve");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        await Eventually.TrueAsync(() => IsReadyAsync(http));

        (await http.GetAsync("v2/models/sum")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await http.GetAsync("metrics")).StatusCode.Should().Be(HttpStatusCode.OK);
        server.Output.Should().Contain("(a FP32[2], b FP32[2]) -> (sum FP32[2])").And.Contain("CPUExecutionProvider");
    }

    [Theory]
    [InlineData(3, "has no CUDAExecutionProvider", "serve", "--model", "m=GOOD", "--provider", "cuda", "--require-provider", "--http-port", "0")]
    [InlineData(3, "cannot load", "serve", "--model", "m=CORRUPT", "--http-port", "0")]
    [InlineData(3, "no file or directory at", "serve", "--model", "m=/does/not/exist", "--http-port", "0")]
    [InlineData(2, "write NAME=PATH", "serve", "--model", "m")]
    [InlineData(2, "no model: give --model", "serve")]
    [InlineData(2, "write auto, cpu, cuda or tensorrt", "serve", "--model", "m=GOOD", "--provider", "gpu")]
    [InlineData(2, "write s3://bucket/path/model.onnx", "pull", "s3://Bucket/model.onnx", "FOLDER")]
    [InlineData(2, "write 64 hexadecimal digits", "pull", "file:///x", "FOLDER", "--sha256", "12")]
    [InlineData(2, "the directory to pull into has no name", "pull", "file:///x", "")]
    [InlineData(2, "write seconds from 0.001", "pull", "file:///x", "FOLDER", "--connect-seconds", "0")]
    [InlineData(2, "the input 'a' is given twice", "serve", "--model", "m=GOOD", "--warmup-shape", "a=2", "--warmup-shape", "a=2")]
    [InlineData(4, "there is no file or directory", "pull", "file:///does/not/exist", "FOLDER")]
    public async Task Ends_with_a_code_and_a_reason(int code, string reason, params string[] arguments)
    {
        var good = _folder.Write("good.onnx", OnnxModel.Add(2));
        var corrupt = _folder.Write("corrupt.onnx", OnnxModel.Add(2)[..40]);
        using var server = new ServerProcess([.. arguments.Select(argument => argument
            .Replace("GOOD", good, StringComparison.Ordinal).Replace("CORRUPT", corrupt, StringComparison.Ordinal).Replace("FOLDER", _folder.Path, StringComparison.Ordinal))]);

        (await server.ExitAsync()).Should().Be(code, server.Output);
        server.Output.Should().Contain(reason);
    }

    [Theory]
    [InlineData("INFERENCE_REQUIRE_PROVIDER", "yes", "write true or false")]
    [InlineData("INFERENCE_WARMUP_SHAPES", "a=2; a=3", "the input 'a' is given twice")]
    [InlineData("INFERENCE_WARMUP_SHAPES", "a=x", "write INPUT=1,3,640,640")]
    public async Task Ends_with_2_and_a_reason_on_a_variable_it_cannot_read(string variable, string value, string reason)
    {
        using var server = new ServerProcess([(variable, value)], "serve", "--model", $"m={_folder.Write("m.onnx", OnnxModel.Add(2))}", "--http-port", "0");

        (await server.ExitAsync()).Should().Be(2, server.Output);
        server.Output.Should().Contain(reason);
    }

    [Fact]
    public async Task Warms_up_with_shapes_from_the_environment()
    {
        var port = ServerProcess.FreePort();
        // Two inputs that meet in one dimension of 7: no guess has it.
        var model = new OnnxModel().Input("a", OnnxModel.FP32, -1, -1).Input("b", OnnxModel.FP32, 7, 2).Output("c", OnnxModel.FP32, -1, 2).Node("MatMul", ["a", "b"], ["c"]).Build();
        using var server = new ServerProcess([("MODEL_PATH", _folder.Write("m.onnx", model)), ("HTTP_PORT", $"{port}"), ("INFERENCE_WARMUP_SHAPES", "a=3,7; b=7,2;"), ("INFERENCE_JSON_LOGS", "0")], "serve");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        await Eventually.TrueAsync(() => IsReadyAsync(http));

        (await http.GetStringAsync("v2/models/m")).Should().Contain("\"warmed_up\":true");
    }

    [Fact]
    public async Task Falls_back_to_the_cpu_and_says_so()
    {
        var port = ServerProcess.FreePort();
        using var server = new ServerProcess("serve", "--model", $"m={_folder.Write("m.onnx", OnnxModel.Add(2))}", "--provider", "tensorrt", "--http-port", $"{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        await Eventually.TrueAsync(() => IsReadyAsync(http));

        (await http.GetStringAsync("v2/models/m")).Should().Contain("\"execution_provider\":\"CPUExecutionProvider\"");
        server.Output.Should().Contain("TensorrtExecutionProvider is not available").And.Contain("CUDAExecutionProvider is not available");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync("v2/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }
}
