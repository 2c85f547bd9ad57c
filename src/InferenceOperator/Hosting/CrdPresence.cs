using InferenceOperator.Api;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Hosting;

/// <summary>Says what is missing while the operator waits for its CRDs, and goes on by itself once they are there.</summary>
internal sealed partial class CrdPresence(OperatorState state, IApiDiscovery discovery, TimeProvider time, ILogger<CrdPresence> logger) : BackgroundService
{
    private static readonly string[] Plurals = [ModelDeployment.Plural, TrainingJob.Plural, InferenceRuntime.Plural, GpuPool.Plural];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The kinds that the API server does not serve; none as long as it has not told what it serves.</summary>
    public IReadOnlyList<string> Missing => ServerAnswered
        ? [.. Plurals.Where(plural => !discovery.Serves(ApiGroup.GroupVersion, plural)).Select(plural => $"{plural}.{ApiGroup.Name}")]
        : [];

    /// <summary>Why the caches are not filled yet, for whoever asks for readiness.</summary>
    public string WaitsFor => (ServerAnswered, Missing) switch
    {
        (false, _) => "waits for the API server: it has not answered yet",
        (_, { Count: > 0 } missing) => $"waits for {string.Join(", ", missing)}: are the CRDs installed?",
        _ => "the caches are not filled yet: may the operator list and watch every kind?",
    };

    // Every API server has pods.
    private bool ServerAnswered => discovery.Serves("v1", "pods");

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
