using InferenceOperator.LocalClusters.Prometheus;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>The newest VictoriaMetrics that Debian has.</summary>
[Trait("Category", "E2E")]
public sealed class NewestVictoriaMetricsTests : VictoriaMetricsTests
{
    /// <inheritdoc/>
    protected override Task<(Uri Address, IAsyncDisposable Process)> StartAsync(PrometheusOptions options) => base.StartAsync(options with { Newest = true });
}
