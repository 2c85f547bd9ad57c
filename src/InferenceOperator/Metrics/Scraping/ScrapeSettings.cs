namespace InferenceOperator.Metrics.Scraping;

/// <summary>The bounds of direct scrapes.</summary>
/// <param name="Interval">Time from one pass to the next, which is also the time that the scrapes of one pass may take.</param>
/// <param name="RateWindow">The stretch of time that rates and percentiles should speak of.</param>
internal sealed record ScrapeSettings(TimeSpan Interval, TimeSpan RateWindow)
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Scrapes at once.</summary>
    public int AtOnce { get; init; } = 32;

    /// <summary>Pods of one model that are asked; of more, these speak for part of it.</summary>
    public int PodsPerModel { get; init; } = 200;

    /// <summary>Longest wait for one pod: a second, and less than the interval.</summary>
    public TimeSpan Timeout => LongestTimeout < Interval * 0.8 ? LongestTimeout : Interval * 0.8;

    /// <summary>The stretch of time used: it holds two scrapes at least, and a missed one.</summary>
    public TimeSpan Window => RateWindow > 3 * Interval ? RateWindow : 3 * Interval;

    /// <summary>How long scrapes go on after Prometheus is back: when it goes away again meanwhile, there is a window already.</summary>
    public TimeSpan Linger => Window;
}
