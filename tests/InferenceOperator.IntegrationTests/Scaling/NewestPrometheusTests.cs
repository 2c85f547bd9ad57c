using InferenceOperator.LocalClusters.Prometheus;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>The newest Prometheus that Debian has: 3.5 or later.</summary>
[Trait("Category", "E2E")]
public sealed class NewestPrometheusTests : MetricsServerTests
{
    /// <inheritdoc/>
    protected override async Task<(Uri Address, IAsyncDisposable Process)> StartAsync(PrometheusOptions options)
    {
        var server = await LocalPrometheus.StartAsync(options with { Newest = true });
        return (server.Address, server);
    }
}
