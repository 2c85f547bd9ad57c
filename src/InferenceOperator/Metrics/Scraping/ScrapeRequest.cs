using InferenceOperator.Metrics.Scraping.Presets;
using k8s.Models;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>A model whose pods are to be scraped.</summary>
/// <param name="Uid">UID of the ModelDeployment.</param>
/// <param name="Percentile">The objective's percentile, 50 to 99.</param>
/// <param name="Preset">What server its pods run.</param>
/// <param name="Pods">The pods that are ready now.</param>
internal sealed record ScrapeRequest(string Uid, int Percentile, ScrapePreset Preset, IReadOnlyList<V1Pod> Pods)
{
    /// <summary>Which percentiles the server has and how to get others; null where all are there.</summary>
    public string? LatencyHint { get; init; }
}
