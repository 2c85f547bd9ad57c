using InferenceServer.Metrics;
using InferenceServer.Models;

namespace InferenceServer.Hosting;

/// <summary>
/// Loads the models while the server already answers liveness. A model that cannot be loaded ends the process with
/// <see cref="CommandLine.ExitCodes.ModelLoadFailed"/>: a pod that crashes with the reason as its last words is seen, one that is never ready is searched for.
/// </summary>
internal sealed partial class ModelLoadingService(
    ModelRegistry models, ModelLoader loader, ServerMetrics metrics, ServerState state, IHostApplicationLifetime application, ILogger<ModelLoadingService> logger) : BackgroundService
{
    /// <summary>What could not be loaded; null while all is well.</summary>
    public ModelLoadException? Failure { get; private set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var source in models.Sources)
            metrics.SetReady(source.Name, false);
        try
        {
            foreach (var source in models.Sources)
            {
                // A thread of its own: loading is minutes of work for large models, and the pool answers probes.
                var model = await Task.Factory.StartNew(() => loader.Load(source), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                models.Add(model);
                metrics.SetProvider(model);
                metrics.SetMemory(source.Name, models.Find(source.Name)!.Loaded.Sum(version => version.MemoryBytes));
                metrics.SetReady(source.Name, !state.IsDraining);
            }

            state.Announce();
            LogReady(models.Sources.Count);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested || exception is not OperationCanceledException)
        {
            // Also what nobody foresaw: a server without its model must not end as if all had been done.
            Failure = exception as ModelLoadException ?? new ModelLoadException($"loading failed with {exception.GetType().Name}: {exception.Message}", exception);
            LogFailed(Failure.Message, exception is ModelLoadException ? null : exception);
            // A stop while the host is still starting would be an error of its own.
            application.ApplicationStarted.Register(application.StopApplication);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Ready: {Count} model(s) are loaded")]
    private partial void LogReady(int count);

    [LoggerMessage(2, LogLevel.Critical, "A model cannot be served: {Reason}")]
    private partial void LogFailed(string reason, Exception? exception);
}
