using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>What must not happen: oscillation, scale-downs on bad data, trust in a broken period, slow learning.</summary>
internal static class Robustness
{
    private const double Settled = 1200;
    private const double FaultEvery = 300;
    private const double FaultLength = 60;

    private static readonly Func<MetricReading, MetricReading?>[] Faults =
    [
        _ => null,
        _ => new MetricReading(),
        _ => new MetricReading { Error = ReadingError.Unreachable, ErrorMessage = "no answer" },
        reading => reading with { LatencySeconds = double.NaN },
        reading => reading with { Rate = double.NaN },
        reading => reading with { LatencySeconds = double.PositiveInfinity },
        reading => reading with { Rate = -1 },
        reading => reading with { SampleAge = TimeSpan.FromMinutes(2) },
        reading => reading with { ContributingPods = 0 },
        reading => reading with { LatencySeconds = null },
    ];

    /// <summary>Runs them.</summary>
    /// <param name="seeds">Traces of each class.</param>
    /// <param name="wanted">Which cases.</param>
    /// <returns>The figures.</returns>
    public static IEnumerable<BenchResult> Run(int seeds, Func<ScalingCase, bool> wanted)
    {
        var constant = BenchCases.Of(TraceClass.Constant).Where(wanted).SelectMany(item => item.Settings(seeds)).ToList();
        yield return BenchResult.AtMost("oscillations_constant", [constant.AsParallel().Sum(setting => Simulator.Run(setting with { CountFrom = Settled }, new OperatorRule(setting)).Oscillations)], $"in {constant.Count} runs of an hour, from the 20th minute on", 0);
        var falling = BenchCases.Of(TraceClass.Step, TraceClass.OnOff, TraceClass.FlashCrowd).Where(wanted).SelectMany(item => item.Settings(Math.Min(seeds, Faults.Length))).ToList();
        yield return BenchResult.AtMost("bad_data_scale_downs", [falling.AsParallel().Select((setting, index) => ScaleDownsOnBadData(setting, Faults[index % Faults.Length])).Sum()], $"in {falling.Count} runs with a minute of bad data every five", 0);
        var broken = BenchCases.Of(TraceClass.BrokenPeriod).Where(wanted).AsParallel().AsOrdered().Select(item => PeriodicOutcome.Of(item, item.Seeds(seeds))).ToList();
        yield return BenchResult.AtLeast("objective_points_broken_period_by_forecast", broken.Select(outcome => 100 * (outcome.Ours.Share - outcome.WithoutForecast.Share)), "percentage points", 0, "the same decision without forecasts");
        yield return BenchResult.Shown("gpu_hours_broken_period_over_no_forecast", broken.Select(outcome => outcome.Ours.GpuHours / outcome.WithoutForecast.GpuHours), "ratio", "the same decision without forecasts");
    }

    private static int ScaleDownsOnBadData(SimulationSetting setting, Func<MetricReading, MetricReading?> fault)
    {
        static bool IsBad(double at) => at % FaultEvery < FaultLength && at > FaultEvery;
        var rule = new OperatorRule(setting, distort: (at, reading) => IsBad(at) ? fault(reading) : reading);
        var samples = Simulator.Run(setting, rule, detailed: true).Replicas;
        return samples.Zip(samples.Skip(1)).Count(pair => IsBad(pair.Second.At) && pair.Second.Wanted < pair.First.Wanted);
    }
}
