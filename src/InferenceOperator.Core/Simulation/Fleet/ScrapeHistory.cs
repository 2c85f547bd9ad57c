namespace InferenceOperator.Core.Simulation;

/// <summary>What a Prometheus would have: the counters at its scrapes, and rates and percentiles over the time between two of them.</summary>
internal sealed class ScrapeHistory(double[] bounds)
{
    private const double Kept = 65;
    private readonly List<Scrape> _scrapes = [];

    /// <summary>The newest scrape.</summary>
    public Scrape Newest => _scrapes[^1];

    /// <summary>Takes a scrape in.</summary>
    /// <param name="scrape">Newer than all before.</param>
    public void Add(Scrape scrape)
    {
        _scrapes.Add(scrape);
        var old = _scrapes.FindIndex(kept => kept.At >= scrape.At - Kept);
        if (old > 0)
            _scrapes.RemoveRange(0, old);
    }

    /// <summary>Requests that ended a second.</summary>
    /// <param name="window">Over this time, seconds.</param>
    /// <returns>The rate.</returns>
    public double CompletionRate(double window)
    {
        var (old, time) = Since(window);
        return (Newest.Completed - old.Completed) / time;
    }

    /// <summary>Mean requests in flight.</summary>
    /// <param name="window">Over this time, seconds.</param>
    /// <returns>The mean.</returns>
    public double Concurrency(double window)
    {
        var (old, time) = Since(window);
        return (Newest.RequestSeconds - old.RequestSeconds) / time;
    }

    /// <summary>Mean latency, seconds.</summary>
    /// <param name="window">Over this time, seconds.</param>
    /// <returns>NaN when nothing ended.</returns>
    public double MeanLatency(double window)
    {
        var (old, _) = Since(window);
        return (Newest.LatencySum - old.LatencySum) / (Newest.Completed - old.Completed);
    }

    /// <summary>A percentile of latency, as histogram_quantile gives it: linear inside a bucket (Prometheus documentation, "histogram_quantile()").</summary>
    /// <param name="percentile">0 to 100.</param>
    /// <param name="window">Over this time, seconds.</param>
    /// <returns>Seconds; NaN when nothing ended.</returns>
    public double Percentile(double percentile, double window)
    {
        var (old, _) = Since(window);
        var total = Newest.Completed - old.Completed;
        if (total <= 0)
            return double.NaN;
        var rank = percentile / 100 * total;
        double seen = 0;
        for (var bucket = 0; bucket < bounds.Length; bucket++)
        {
            var inside = Newest.Buckets[bucket] - old.Buckets[bucket];
            if (inside > 0 && seen + inside >= rank)
            {
                var low = bucket == 0 ? 0 : bounds[bucket - 1];
                return double.IsInfinity(bounds[bucket]) ? low : low + ((bounds[bucket] - low) * (rank - seen) / inside);
            }

            seen += inside;
        }

        return bounds[^2];
    }

    private (Scrape Old, double Seconds) Since(double window)
    {
        var from = Newest.At - window - 1e-6;
        var old = _scrapes.Find(scrape => scrape.At >= from)!;
        if (old == Newest && _scrapes.Count > 1)
            old = _scrapes[^2];
        return (old, Math.Max(1e-9, Newest.At - old.At));
    }
}
