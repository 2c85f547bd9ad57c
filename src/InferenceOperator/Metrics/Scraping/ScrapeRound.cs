using System.Collections.Concurrent;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>
/// The scrapes of one pass: so many at once, and none is begun when the time for them is over. Pods that did not answer last time come last,
/// so that what is broken costs nobody else its turn.
/// </summary>
/// <param name="scraper">Scrapes.</param>
/// <param name="settings">The bounds.</param>
/// <param name="metrics">Counts the results.</param>
/// <param name="time">The clock.</param>
internal sealed class ScrapeRound(PodScraper scraper, ScrapeSettings settings, OperatorMetrics metrics, TimeProvider time)
{
    private HashSet<string> _silent = [];

    /// <summary>Scrapes all.</summary>
    /// <param name="targets">The pods.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What each gave, by UID of the pod.</returns>
    public async Task<IReadOnlyDictionary<string, PodScrape>> RunAsync(IReadOnlyList<ScrapeTarget> targets, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var results = new ConcurrentDictionary<string, PodScrape>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = settings.AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(targets.OrderBy(target => _silent.Contains(target.Uid)), limits, async (target, token) =>
        {
            var scrape = time.GetElapsedTime(started) > settings.Interval
                ? PodScrape.Failed(ScrapeResult.Skipped, "its turn came too late: other pods are slow")
                : await scraper.ScrapeAsync(target, token);
            metrics.Scraped(scrape.Result.ToString());
            results[target.Uid] = scrape;
        });
        _silent = results.Where(pair => pair.Value.Result is ScrapeResult.TimedOut or ScrapeResult.Unreachable).Select(pair => pair.Key).ToHashSet();
        return results;
    }
}
