using InferenceServer.Batching;
using InferenceServer.Buffers;
using InferenceServer.Hosting;
using InferenceServer.Metrics;
using InferenceServer.Models;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceServer.Tests.Serving;

/// <summary>How loading ends when it does not end well.</summary>
public sealed class ModelLoadingTests
{
    [Fact]
    public async Task Takes_an_unforeseen_exception_for_a_model_that_cannot_be_loaded_and_stops_the_server()
    {
        using var models = new ModelRegistry([new ModelSource("m", "1", "/m.onnx")]);
        var metrics = new ServerMetrics();
        var application = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        // A loader without a session factory: it fails as no loader is expected to.
        var loader = new ModelLoader(null!, new ModelSettings(1, 1, BatchLimits.Alone, new Dictionary<string, long[]>()), new AlignedBufferPool(0), TimeProvider.System, NullLogger<ModelLoader>.Instance);
        using var loading = new ModelLoadingService(
            models, loader, metrics, new ServerState(models, metrics), application, NullLogger<ModelLoadingService>.Instance);

        await loading.StartAsync(CancellationToken.None);
        await loading.ExecuteTask!;
        application.NotifyStarted();

        loading.Failure!.Message.Should().Contain(nameof(NullReferenceException));
        application.ApplicationStopping.IsCancellationRequested.Should().BeTrue();
    }
}
