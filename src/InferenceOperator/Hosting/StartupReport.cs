using InferenceOperator.Kubernetes;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Hosting;

/// <summary>Says at start, once: our version, the API server's, the scope, and what the cluster lacks.</summary>
internal sealed partial class StartupReport(
    ServerVersion server, IApiDiscovery discovery, IOptions<OperatorOptions> options, ILogger<StartupReport> logger) : ILeaderService
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var version = await server.GetAsync(cancellationToken);
        var (namespaces, prometheus) = (options.Value.Namespace ?? "all", options.Value.PrometheusUrl?.GetLeftPart(UriPartial.Path) ?? "none");
        LogStarted(ProductVersion.Text, version.GitVersion, namespaces, prometheus);
        foreach (var lack in Lacks(version))
            LogLack(version.GitVersion, lack);
    }

    private IEnumerable<string> Lacks(k8s.Models.VersionInfo version)
    {
        if (!discovery.Serves("policy/v1", "poddisruptionbudgets"))
            yield return discovery.Serves("policy/v1beta1", "poddisruptionbudgets")
                ? "policy/v1: disruption budgets are written as policy/v1beta1"
                : "poddisruptionbudgets: drains take replicas as they like";
        if (!ServerVersion.KnowsPreStopSleep(version))
            yield return "preStop sleep: servers other than our own may end before their endpoints are gone";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "InferenceOperator {Version} acts on Kubernetes {ServerVersion}; namespaces: {Namespaces}; Prometheus: {Prometheus}")]
    private partial void LogStarted(string version, string serverVersion, string namespaces, string prometheus);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kubernetes {ServerVersion} lacks {Lack}")]
    private partial void LogLack(string serverVersion, string lack);
}
