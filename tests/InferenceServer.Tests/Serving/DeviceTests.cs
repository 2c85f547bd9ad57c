using System.Net;
using InferenceServer.Hosting;
using InferenceServer.Models;
using InferenceServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InferenceServer.Tests.Serving;

/// <summary>A GPU that stops working while the server runs.</summary>
public sealed class DeviceTests : IAsyncLifetime
{
    private const string Request = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";
    private const string Broken = "CUDA failure 700: an illegal memory access was encountered ; GPU=0";
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;
    private FailingExecutor _model = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
        _server.Models.TryGet("m", null, out var served).Should().BeTrue();
        _model = new FailingExecutor(served!.Executor);
        _server.Models.Add(served with { Provider = ExecutionProviders.Cuda, Executor = _model });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Ends_when_the_device_fails_three_times_in_a_row()
    {
        await InferAsync(Broken, Broken);
        IsEnding.Should().BeFalse();

        await InferAsync(Broken);

        IsEnding.Should().BeTrue();
        _server.State.IsReady.Should().BeFalse();
        _server.Services.GetRequiredService<DeviceWatch>().Failure.Should().Contain("model m").And.Contain("CUDA failure 700");
    }

    [Fact]
    public async Task Goes_on_when_runs_in_between_go_through()
    {
        await InferAsync(Broken, Broken, null, Broken, Broken, null);

        IsEnding.Should().BeFalse();
        _server.State.IsReady.Should().BeTrue();
    }

    [Fact]
    public async Task Goes_on_when_requests_want_more_memory_than_there_is()
    {
        await InferAsync([.. Enumerable.Repeat("Failed to allocate memory for requested buffer of size 1", 5), .. Enumerable.Repeat("CUDA failure 2: out of memory", 5)]);

        IsEnding.Should().BeFalse();
    }

    [Fact]
    public async Task Leaves_failures_out_of_the_latency()
    {
        await InferAsync(Broken, null, Broken);

        await Eventually.TrueAsync(async () => (await MetricsAsync()).Contains("inference_requests_total{model=\"m\",outcome=\"error\"} 2\n", StringComparison.Ordinal));
        (await MetricsAsync()).Should().Contain("inference_request_duration_seconds_count{model=\"m\"} 1\n");
    }

    private bool IsEnding => _server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private Task<string> MetricsAsync() => _server.Http.GetStringAsync("metrics");

    private async Task InferAsync(params string?[] failures)
    {
        foreach (var failure in failures)
        {
            _model.Message = failure;
            (await _server.Http.InferJsonAsync("m", Request)).Status.Should().Be(failure is null ? HttpStatusCode.OK : HttpStatusCode.InternalServerError);
        }
    }
}
