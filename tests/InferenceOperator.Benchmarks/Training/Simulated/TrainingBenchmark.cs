using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Benchmarks.Training.Simulated;

/// <summary>
/// The operator's own plan, as it ships, against preemption by priority alone, preemption of whole jobs, and a static partition, all with the
/// same scaling decisions on the same cluster: each case is a class of loads and a kind of jobs.
/// </summary>
/// <param name="seeds">Loads and jobs of each case.</param>
/// <param name="only">Only cases whose name contains this; null: all.</param>
internal sealed class TrainingBenchmark(int seeds, string? only)
{
    // Until the scaling knows the service and the jobs of the start are placed.
    private const double SettledSeconds = 4 * 3600;

    /// <summary>Runs it.</summary>
    /// <returns>The figures.</returns>
    public IReadOnlyList<BenchResult> Run()
    {
        if (RecordedJobs.Find().Count == 0)
            Console.WriteLine("no recorded traces in ../shared/traces: generated jobs only");
        var outcomes = Pairs(TrainingCases.Generated().Concat(TrainingCases.Recorded())).AsParallel().AsOrdered().Select(pair => TrainingOutcome.Of(pair.Case, pair.Seed)).ToList();
        Console.WriteLine(TrainingOutcome.Header);
        foreach (var outcome in outcomes)
            Console.WriteLine(outcome.Line);
        return [.. OfOutcomes(outcomes), .. Constant()];
    }

    private static IEnumerable<BenchResult> OfOutcomes(List<TrainingOutcome> outcomes)
    {
        const string priority = "preemption by priority alone";
        const string kueue = "preemption of whole jobs, the newest first";
        yield return BenchResult.AtLeast("lost_gpu_seconds_saved_vs_priority", Of(outcome => outcome.Saved(outcome.Priority)), "share", 0.6, priority);
        foreach (var jobs in outcomes.Select(outcome => outcome.Case.Jobs).Distinct().ToList())
            yield return BenchResult.Shown($"lost_gpu_seconds_saved_vs_priority_{jobs.Split(' ')[0]}", outcomes.Where(outcome => outcome.Case.Jobs == jobs).Select(outcome => outcome.Saved(outcome.Priority)).OfType<double>(), "share", priority);
        yield return BenchResult.Shown("lost_gpu_seconds_saved_vs_kueue", Of(outcome => outcome.Saved(outcome.Kueue)), "share", kueue);
        yield return BenchResult.Shown("lost_gpu_seconds_saved_vs_priority_30s", Of(outcome => outcome.Saved(outcome.Quick)), "share", $"{priority}, workers killed after 30 s");
        yield return BenchResult.AtMost("makespan_over_priority", Of(outcome => outcome.Over(result => result.MakespanSeconds, outcome.Priority)), "ratio", 1, priority);
        yield return BenchResult.Shown("makespan_over_kueue", Of(outcome => outcome.Over(result => result.MakespanSeconds, outcome.Kueue)), "ratio", kueue);
        yield return BenchResult.Shown("mean_job_time_over_priority", Of(outcome => outcome.Over(result => result.MeanCompletionSeconds, outcome.Priority)), "ratio", priority);
        yield return BenchResult.AtLeast("objective_points_over_priority", Of(outcome => outcome.Points(outcome.Priority)), "percentage points", 0, priority);
        yield return BenchResult.Shown("objective_points_over_kueue", Of(outcome => outcome.Points(outcome.Kueue)), "percentage points", kueue);
        yield return BenchResult.Shown("objective_points_over_priority_30s", Of(outcome => outcome.Points(outcome.Quick)), "percentage points", $"{priority}, workers killed after 30 s");
        yield return BenchResult.AtLeast("utilisation_over_static", Of(outcome => outcome.Over(result => result.Utilisation, outcome.Static)), "ratio", 1.3, "a static partition with the operator's share of requests or more");
        yield return BenchResult.Shown("utilisation_over_static_bound", Of(outcome => outcome.Bound), "ratio", "what it could be if no GPU were ever idle, in either");
        yield return BenchResult.Shown("utilisation_over_priority", Of(outcome => outcome.Over(result => result.Utilisation, outcome.Priority)), "ratio", priority);
        yield return BenchResult.Shown("jobs_that_never_fit_static", Of(outcome => outcome.Static.Unfinished), "jobs", "gangs larger than the partition");
        yield return BenchResult.Shown("jobs_not_done", Of(outcome => outcome.Ours.Unfinished), "jobs");

        IEnumerable<double> Of(Func<TrainingOutcome, double?> figure) => outcomes.Select(figure).Where(value => value is { } number && double.IsFinite(number)).Select(value => value!.Value);
    }

    private IEnumerable<BenchResult> Constant()
    {
        var results = Pairs(TrainingCases.Constant()).AsParallel().AsOrdered().Select(pair =>
        {
            var joint = pair.Case.Of(pair.Seed);
            var demand = JointReplay.Demand(joint);
            var setting = JointReplay.Setting(joint, demand);
            var result = JointSimulator.Operator(setting);
            var steady = JointSimulator.Operator(setting with { Demand = new DemandCurve([(0, demand.At(SettledSeconds))], setting.DurationSeconds) });
            return (Measured: Within(result, setting), Steady: Within(steady, setting), demand.Steps);
        }).ToList();
        yield return BenchResult.AtMost("preemptions_constant_load", [results.Sum(result => result.Measured)], $"in {results.Count} runs of 24 hours, after 4 hours", 0);
        yield return BenchResult.Shown("preemptions_constant_replicas", [results.Sum(result => result.Steady)], "the same with replicas that do not change at all");
        yield return BenchResult.Shown("scaling_changes_constant_load", results.Select(result => (double)result.Steps - 1), "changes of the replicas wanted in 28 hours");

        static int Within(JointResult result, JointSetting setting) => result.PreemptionTimes.Count(time => time >= SettledSeconds && time <= setting.DurationSeconds);
    }

    private List<(TrainingCase Case, ulong Seed)> Pairs(IEnumerable<TrainingCase> cases) =>
        [.. from item in cases where only is null || item.Name.Contains(only, StringComparison.OrdinalIgnoreCase) from seed in Enumerable.Range(1, seeds) select (item, (ulong)seed)];
}
