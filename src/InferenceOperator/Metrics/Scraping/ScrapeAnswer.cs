using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>What the pods of a model gave.</summary>
/// <param name="Reading">The numbers; null when there are none yet.</param>
/// <param name="Problem">Why there are none, or what is missing; null when all pods answered.</param>
internal sealed record ScrapeAnswer(MetricReading? Reading, string? Problem);
