using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Simulation;

/// <summary>What a rule sees at one moment, said outright.</summary>
internal static class SeenBy
{
    public static readonly ServiceProfile OneAtATime = new() { Name = "one at a time", Points = [new(1, 0.25)], Variability = 0 };

    /// <summary>The view; the percentile is p95 of a hundred requests in one bucket, so that it is exact.</summary>
    public static SimulationView Of(double now, int replicas, int? ready = null, double latency = double.NaN, double rate = 0, double concurrency = 0, SimulationSetting? setting = null, int inFlight = 0)
    {
        const double Window = 30;
        var history = new ScrapeHistory(double.IsNaN(latency) ? [1, double.PositiveInfinity] : [latency / 0.95, double.PositiveInfinity]);
        var ended = double.IsNaN(latency) ? (long)(rate * Window) : 100;
        history.Add(new(now - Window, 0, 0, 0, 0, [0, 0]));
        history.Add(new(now, rate > 0 ? (long)(rate * Window) : ended, 0, 0, concurrency * Window, [rate > 0 ? (long)(rate * Window) : ended, 0]));
        return new(history, setting ?? Setting([], 3600)) { Now = now, Replicas = replicas, Ready = ready ?? replicas, TrueInFlight = inFlight };
    }

    public static SimulationSetting Setting(double[] arrivals, double seconds, Func<double, double>? rate = null, ServiceProfile? profile = null, double[]? works = null) => new()
    {
        Trace = new Trace("made by hand", arrivals, works, seconds, rate ?? (_ => 0)), Profile = profile ?? OneAtATime, TargetSeconds = 1,
    };

    public static double[] Poisson(double rate, double seconds, ulong seed)
    {
        var random = new SeededRandom(seed);
        List<double> arrivals = [];
        for (var at = random.Exponential() / rate; at < seconds; at += random.Exponential() / rate)
            arrivals.Add(at);
        return [.. arrivals];
    }
}
