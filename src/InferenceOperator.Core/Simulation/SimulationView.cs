namespace InferenceOperator.Core.Simulation;

/// <summary>What a rule sees: what its metrics would show it, seconds and requests a second throughout.</summary>
public sealed class SimulationView
{
    private readonly ScrapeHistory _history;
    private readonly SimulationSetting _setting;

    internal SimulationView(ScrapeHistory history, SimulationSetting setting)
    {
        _history = history;
        _setting = setting;
    }

    /// <summary>Seconds since the start.</summary>
    public double Now { get; internal set; }

    /// <summary>Replicas asked for.</summary>
    public int Replicas { get; internal set; }

    /// <summary>Replicas that serve.</summary>
    public int Ready { get; internal set; }

    /// <summary>Requests in flight at this moment: what an oracle knows.</summary>
    public int TrueInFlight { get; internal set; }

    /// <summary>The case.</summary>
    public SimulationSetting Setting => _setting;

    /// <summary>Requests in flight at the last scrape.</summary>
    public int InFlight => _history.Newest.InFlight;

    /// <summary>Age of the last scrape.</summary>
    public double SampleAge => Now - _history.Newest.At;

    /// <summary>The objective's percentile over a window; NaN when nothing ended.</summary>
    public double Latency(double window) => _history.Percentile(_setting.Percentile, window);

    /// <summary>Mean latency over a window; NaN when nothing ended.</summary>
    public double MeanLatency(double window) => _history.MeanLatency(window);

    /// <summary>Requests that ended a second.</summary>
    public double CompletionRate(double window) => _history.CompletionRate(window);

    /// <summary>Mean requests in flight over a window.</summary>
    public double Concurrency(double window) => _history.Concurrency(window);
}
