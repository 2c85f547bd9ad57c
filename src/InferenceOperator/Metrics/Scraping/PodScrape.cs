using InferenceOperator.Core.Scaling.Scrape;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>What a scrape of a pod gave.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Snapshot">What the pod said; null when it could not be read.</param>
/// <param name="Problem">Why not, without a word of the page itself; null when it could.</param>
internal sealed record PodScrape(ScrapeResult Result, PodSnapshot? Snapshot, string? Problem)
{
    /// <summary>A scrape that failed.</summary>
    /// <param name="result">How.</param>
    /// <param name="problem">Why.</param>
    /// <returns>It.</returns>
    public static PodScrape Failed(ScrapeResult result, string problem) => new(result, null, problem);
}
