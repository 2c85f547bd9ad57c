using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>A class of traces, a service and a start-up time.</summary>
/// <param name="Trace">Name of the trace class.</param>
/// <param name="Service">The service.</param>
/// <param name="StartupSeconds">Start-up, seconds.</param>
/// <param name="TraceOf">The trace of a seed.</param>
internal sealed record ScalingCase(string Trace, BenchService Service, double StartupSeconds, Func<ulong, Trace> TraceOf)
{
    /// <summary>Name in tables.</summary>
    public string Name => $"{Trace} · {Service.Profile.Name} · {StartupSeconds:0} s";

    /// <summary>Seeds beyond this say nothing new.</summary>
    public int MostSeeds { get; init; } = int.MaxValue;

    /// <summary>How many seeds are run.</summary>
    /// <param name="asked">How many were asked for.</param>
    public int Seeds(int asked) => Math.Min(asked, MostSeeds);

    /// <summary>The settings of all seeds.</summary>
    /// <param name="seeds">How many.</param>
    /// <param name="fromThirdPeriod">Count from the third period on.</param>
    public IReadOnlyList<SimulationSetting> Settings(int seeds, bool fromThirdPeriod = false) =>
        [.. Enumerable.Range(1, seeds).Select(seed => Setting((ulong)seed, fromThirdPeriod))];

    /// <summary>The setting of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="fromThirdPeriod">Count from the third period on.</param>
    /// <returns>The setting.</returns>
    private SimulationSetting Setting(ulong seed, bool fromThirdPeriod)
    {
        var trace = TraceOf(seed);
        return new SimulationSetting
        {
            Trace = trace,
            Profile = Service.Profile,
            TargetSeconds = Service.TargetSeconds,
            Percentile = Service.Percentile,
            StartupSeconds = StartupSeconds,
            InitialReplicas = (int)Math.Ceiling(trace.RateOf(0) / Service.Capacity),
            CountFrom = fromThirdPeriod ? 2 * trace.PeriodSeconds ?? 0 : 0,
            Seed = seed,
        };
    }
}
