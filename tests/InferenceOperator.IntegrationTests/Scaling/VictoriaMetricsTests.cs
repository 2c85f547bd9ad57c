using InferenceOperator.LocalClusters.Prometheus;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>VictoriaMetrics of Debian's stable release.</summary>
public class VictoriaMetricsTests : MetricsServerTests
{
    /// <inheritdoc/>
    protected override Dictionary<string, string> QueryParameters => new() { ["nocache"] = "1" };

    /// <inheritdoc/>
    protected override async Task<(Uri Address, IAsyncDisposable Process)> StartAsync(PrometheusOptions options)
    {
        var server = await LocalVictoriaMetrics.StartAsync(options);
        return (server.Address, server);
    }
}
