using InferenceOperator.Api;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Hosting;

/// <summary>Says what is missing while the operator waits for its CRDs, and goes on by itself once they are there.</summary>
internal sealed partial class CrdPresence(OperatorState state, IApiDiscovery discovery, TimeProvider time, ILogger<CrdPresence> logger) : BackgroundService
{
    private static readonly string[] Plurals = [ModelDeployment.Plural, TrainingJob.Plural, InferenceRuntime.Plural, GpuPool.Plural];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The kinds that the API server does not serve, as far as discovery has looked.</summary>
    public IReadOnlyList<string> Missing => [.. Plurals.Where(plural => !discovery.Serves(ApiGroup.GroupVersion, plural)).Select(plural => $"{plural}.{ApiGroup.Name}")];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Patience, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!state.StoresSynced && !stoppingToken.IsCancellationRequested)
        {
            if (Missing is { Count: > 0 } missing)
                LogMissing(string.Join(", ", missing));
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator waits for its CRDs ({Missing}): install them with the Helm chart, or with kubectl apply --server-side -f crds/")]
    private partial void LogMissing(string missing);
}
