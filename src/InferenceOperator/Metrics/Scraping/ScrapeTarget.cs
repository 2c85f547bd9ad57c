using InferenceOperator.Metrics.Scraping.Presets;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>A pod to scrape.</summary>
/// <param name="Uid">UID of the pod.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Address">Where; null: it has no address that may be asked.</param>
/// <param name="Run">Names the run of its server's container.</param>
/// <param name="Preset">What server it is.</param>
internal sealed record ScrapeTarget(string Uid, string Name, ScrapeAddress? Address, string Run, ScrapePreset Preset);
