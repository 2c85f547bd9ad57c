namespace InferenceOperator.Metrics.Scraping;

/// <summary>How a scrape of a pod ended; the values of the label <c>result</c>.</summary>
internal enum ScrapeResult
{
    /// <summary>Its page was read.</summary>
    Ok,

    /// <summary>It has no address, or nothing answers there.</summary>
    Unreachable,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>It answered with a status other than 200.</summary>
    Refused,

    /// <summary>What it answered is no exposition, is too large, or is that of another server.</summary>
    Invalid,

    /// <summary>The pass had no time left for it.</summary>
    Skipped,
}
