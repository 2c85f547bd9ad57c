using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>The life of the operator: discover, fill the caches, become leader, act, and leave in order.</summary>
internal sealed partial class OperatorService(
    ApiDiscovery discovery,
    IEnumerable<IInformer> informers,
    LeaderElector elector,
    IServiceProvider services,
    OperatorState state,
    IOptions<KubernetesOperatorOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OperatorService> logger) : BackgroundService
{
    private static readonly TimeSpan SyncCheck = TimeSpan.FromMilliseconds(20);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), Random.Shared.NextDouble);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Informers outlive the controllers, which want fresh caches to the last.
        using var watching = new CancellationTokenSource();
        var watches = Task.CompletedTask;
        try
        {
            await DiscoverAsync(stoppingToken);
            watches = Task.WhenAll(informers.Select(informer => Task.Run(() => WatchAsync(informer, watching.Token), CancellationToken.None)));
            await SyncedAsync(stoppingToken);
            await LeadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
        finally
        {
            await watching.CancelAsync();
            await watches;
        }
    }

    /// <summary>A cache that nobody fills any more would be acted upon for ever: better that the process ends and starts anew.</summary>
    private async Task WatchAsync(IInformer informer, CancellationToken cancellationToken)
    {
        try
        {
            await informer.RunAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogInformerFailed(e, informer.Kind);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await discovery.RefreshAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var delay = _backoff.Delay(failures);
                LogNoServer(e.Message, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private async Task SyncedAsync(CancellationToken cancellationToken)
    {
        while (!informers.All(informer => informer.HasSynced)) await Task.Delay(SyncCheck, time, cancellationToken);
        state.StoresSynced = true;
        LogSynced();
    }

    private async Task LeadAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.LeaderElection.Enabled)
        {
            await ActAsync(stoppingToken);
            return;
        }

        var lost = await elector.RunAsync(ActAsync, stoppingToken);
        if (!lost) return;
        // Nothing may go on acting beside the new leader; a fresh process starts from nothing.
        LogLost();
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private async Task ActAsync(CancellationToken cancellationToken)
    {
        state.IsLeader = true;
        try
        {
            await services.GetRequiredService<LeaderWork>().RunAsync(cancellationToken);
        }
        finally
        {
            state.IsLeader = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "All caches are filled")]
    private partial void LogSynced();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The API server does not answer; next attempt in {Delay}: {Error}")]
    private partial void LogNoServer(string error, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The cache of {Kind} cannot be kept up to date: this process ends")]
    private partial void LogInformerFailed(Exception e, string kind);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Leadership is lost: this process ends")]
    private partial void LogLost();

    [LoggerMessage(Level = LogLevel.Information, Message = "The operator has stopped")]
    private partial void LogStopped();
}
