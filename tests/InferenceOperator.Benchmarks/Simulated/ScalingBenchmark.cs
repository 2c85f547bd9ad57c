using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>
/// The scaling decision, as it ships and knowing nothing at first, against rivals over a grid of their parameters and against two bounds, in
/// the same simulator: each case is a class of traces, a service and a start-up time.
/// </summary>
/// <param name="seeds">Traces of each class.</param>
/// <param name="only">Only cases whose name contains this; null: all.</param>
internal sealed class ScalingBenchmark(int seeds, string? only)
{
    /// <summary>Runs it.</summary>
    /// <returns>The figures.</returns>
    public IReadOnlyList<BenchResult> Run()
    {
        var cases = BenchCases.Compared().Where(Wanted).ToList();
        var outcomes = cases.AsParallel().AsOrdered().Select(item => CaseOutcome.Of(item, item.Seeds(seeds))).ToList();
        Console.WriteLine(CaseOutcome.Header);
        foreach (var outcome in outcomes)
            Console.WriteLine(outcome.Line);
        return [.. OfCases(outcomes), .. Periodic(), .. Robustness.Run(seeds, Wanted), .. Convergence.Run(seeds, Wanted)];
    }

    private bool Wanted(ScalingCase item) => only is null || item.Name.Contains(only, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<BenchResult> OfCases(List<CaseOutcome> outcomes)
    {
        yield return BenchResult.AtMost("dominated_cases", [outcomes.Count(outcome => outcome.DominatedBy.Count > 0)], $"of {outcomes.Count} cases", 0, "a rival's setting with a higher share and fewer GPU-hours");
        foreach (var rival in Rivals.Names)
        {
            yield return BenchResult.AtLeast($"gpu_hours_saved_vs_{rival}", outcomes.Select(outcome => outcome.Saved(rival)).OfType<double>(), "share", 0.2, $"{rival}'s frontier at the same share");
            yield return BenchResult.Shown($"cases_never_reached_by_{rival}", [outcomes.Count(outcome => outcome.Saved(rival) is null)], $"of {outcomes.Count} cases");
            yield return BenchResult.Shown($"oracle_gpu_hours_saved_vs_{rival}", outcomes.Select(outcome => outcome.OracleSaved(rival)).OfType<double>(), "share", $"what the reactive oracle saves against {rival}'s frontier");
        }

        yield return BenchResult.Shown("gpu_hours_saved_vs_keda_on_rate", outcomes.Select(outcome => outcome.Saved(Rivals.KedaOnRate)).OfType<double>(), "share", "KEDA on requests a second with the true capacity as threshold, over a grid");
        yield return BenchResult.AtMost("objective_points_below_oracle", outcomes.Select(outcome => outcome.PointsBelowOracle), "percentage points", 1, "reactive oracle at the same GPU-hours");
        yield return BenchResult.Shown("gpu_hours_over_oracle", outcomes.Select(outcome => outcome.HoursOverOracle).OfType<double>(), "ratio", "reactive oracle at the same share");
    }

    private IEnumerable<BenchResult> Periodic()
    {
        var outcomes = BenchCases.Periodic().Where(Wanted).AsParallel().AsOrdered().Select(item => PeriodicOutcome.Of(item, item.Seeds(seeds))).ToList();
        foreach (var outcome in outcomes)
            Console.WriteLine(outcome.Line);
        yield return BenchResult.AtLeast("objective_share_periodic", outcomes.Select(outcome => outcome.Ours.Share), "share", 0.99);
        yield return BenchResult.AtLeast("objective_share_periodic_worst_case", outcomes.Count == 0 ? [] : [outcomes.Min(outcome => outcome.Ours.Share)], "share", 0.99);
        yield return BenchResult.AtMost("gpu_hours_periodic_over_clairvoyant", outcomes.Select(outcome => outcome.OverClairvoyant), "ratio", 1.25, "clairvoyant's cheapest setting with at least our share, or its best share");
        yield return BenchResult.Shown("objective_points_periodic_by_forecast", outcomes.Select(outcome => 100 * (outcome.Ours.Share - outcome.WithoutForecast.Share)), "percentage points", "the same decision without forecasts");
    }
}
