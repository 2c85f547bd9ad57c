using InferenceServer.Tests.Optimisation.Support;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Optimisation;

/// <summary>The pull and the server as a pod runs them.</summary>
public sealed class PreparedProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Prepares_by_environment_and_serves_what_was_prepared()
    {
        // Of whole numbers: those that joining is tried with, 0 and 1, have one range in any company.
        var file = _folder.Write("source/m.onnx", new OnnxModel().Input("n", OnnxModel.INT64, -1, ProductModels.Rows).Output("y", OnnxModel.FP32, -1, ProductModels.Columns)
            .FloatMatrix("w", ProductModels.Columns, ProductModels.Weights()).Cast("n", "x", OnnxModel.FP32).Node("MatMul", ["x", "w"], ["y"]).Build());
        using var pull = new ServerProcess([("PULL_OPTIMIZE", "all"), ("PULL_QUANTIZE", "dynamic-int8")], "pull", $"file://{file}", _folder["models"]);
        (await pull.ExitAsync()).Should().Be(0, pull.Output);
        pull.Output.Should().Contain("is prepared for CPUExecutionProvider").And.Contain("graph optimised (all), dynamic-int8, relative error 0.00").And.Contain("matrix products in int8: 1");

        var port = ServerProcess.FreePort();
        using var server = new ServerProcess("serve", "--model", $"m={_folder["models/m.onnx"]}", "--http-port", $"{port}");

        await Eventually.TrueAsync(() => Task.FromResult(server.Output.Contains("each request runs by itself", StringComparison.Ordinal)));
        server.Output.Should().Contain(".variant is served in the original's place: graph optimised (all), dynamic-int8")
            .And.Contain("each request runs by itself: its int8 products take their range from the whole batch");
    }

    [Theory]
    [InlineData(8, "more than --quantize-tolerance 0.05; the original is in place", "--quantize", "dynamic-int8")]
    [InlineData(2, "--calibration /does/not/exist: there is no such file or directory", "--quantize", "dynamic-int8", "--calibration", "/does/not/exist")]
    [InlineData(2, "write dynamic-int8 or none", "--quantize", "int8")]
    [InlineData(2, "write basic, extended, all or none", "--optimize", "full")]
    [InlineData(2, "write a number above 0 and up to 1, as 0.05", "--quantize", "dynamic-int8", "--quantize-tolerance", "5")]
    [InlineData(2, "write INPUT=1,3,640,640", "--optimize", "all", "--warmup-shape", "x")]
    public async Task Ends_with_a_code_and_a_reason(int code, string reason, params string[] arguments)
    {
        var file = _folder.Write("source/m.onnx", ProductModels.Cancelling());

        using var pull = new ServerProcess(["pull", $"file://{file}", _folder["models"], .. arguments]);

        (await pull.ExitAsync()).Should().Be(code, pull.Output);
        pull.Output.Should().Contain(reason);
    }

    public void Dispose() => _folder.Dispose();
}
