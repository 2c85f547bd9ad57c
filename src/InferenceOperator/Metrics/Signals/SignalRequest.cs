using InferenceOperator.Api;
using InferenceOperator.Metrics.Presets;

namespace InferenceOperator.Metrics.Signals;

/// <summary>A model whose signals are to be read.</summary>
/// <param name="Uid">UID of the ModelDeployment.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Percentile">The objective's percentile, 50 to 99.</param>
internal sealed record SignalRequest(string Uid, string Namespace, string Name, int Percentile)
{
    /// <summary>The runtime's preset; null when it has none.</summary>
    public MetricsPreset? Preset { get; init; }

    /// <summary>Queries that go before the preset's, each on its own.</summary>
    public MetricQueries? Queries { get; init; }

    /// <summary>Names of the pods that are ready now.</summary>
    public IReadOnlySet<string> ReadyPods { get; init; } = new HashSet<string>();
}
