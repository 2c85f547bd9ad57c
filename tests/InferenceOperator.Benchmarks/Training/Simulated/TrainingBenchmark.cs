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
        return [.. OfCases([.. outcomes.GroupBy(outcome => outcome.Case).Select(group => new TrainingTotals(group.Key, [.. group]))]), .. Constant()];
    }

    private static IEnumerable<BenchResult> OfCases(List<TrainingTotals> cases)
    {
        const string priority = "preemption by priority alone";
        const string kueue = "preemption of whole jobs, the newest first";
        const string quick = "preemption by priority alone, workers killed after 30 s";
        yield return BenchResult.AtLeast("lost_gpu_seconds_saved_vs_priority", Of(item => item.Saved(Priority)), "share", 0.6, priority);
        foreach (var jobs in cases.Select(item => item.Case.Jobs).Distinct().ToList())
            yield return BenchResult.Shown($"lost_gpu_seconds_saved_vs_priority_{jobs.Split(' ')[0]}", cases.Where(item => item.Case.Jobs == jobs).Select(item => item.Saved(Priority)).OfType<double>(), "share", priority);
        yield return BenchResult.Shown("lost_gpu_seconds_saved_vs_kueue", Of(item => item.Saved(Kueue)), "share", kueue);
        yield return BenchResult.Shown("lost_gpu_seconds_saved_vs_priority_30s", Of(item => item.Saved(Quick)), "share", quick);
        yield return BenchResult.AtMost("makespan_over_priority", Of(item => item.Over(Makespan, Priority)), "ratio", 1, priority);
        yield return BenchResult.Shown("makespan_over_kueue", Of(item => item.Over(Makespan, Kueue)), "ratio", kueue);
        yield return BenchResult.Shown("mean_job_time_over_priority", Of(item => item.Over(result => result.MeanCompletionSeconds, Priority)), "ratio", priority);
        yield return BenchResult.AtLeast("objective_points_over_priority", Of(item => item.Points(Priority)), "percentage points", 0, priority);
        yield return BenchResult.Shown("objective_points_over_kueue", Of(item => item.Points(Kueue)), "percentage points", kueue);
        yield return BenchResult.Shown("objective_points_over_priority_30s", Of(item => item.Points(Quick)), "percentage points", quick);
        yield return BenchResult.AtLeast("utilisation_over_static", Of(item => item.Over(Utilisation, outcome => outcome.Static)), "ratio", 1.3, "a static partition with the operator's share of requests or more");
        yield return BenchResult.Shown("utilisation_over_static_bound", Of(item => item.Outcomes.Average(outcome => outcome.Bound)), "ratio", "what it could be if no GPU were ever idle, in either");
        yield return BenchResult.Shown("utilisation_over_priority", Of(item => item.Over(Utilisation, Priority)), "ratio", priority);
        yield return BenchResult.Shown("jobs_not_done_static", [cases.Sum(item => item.Outcomes.Sum(outcome => outcome.Static.Unfinished))], "jobs", "gangs larger than the partition");
        yield return BenchResult.Shown("jobs_not_done", [cases.Sum(item => item.Outcomes.Sum(outcome => outcome.Ours.Unfinished))], "jobs");

        IEnumerable<double> Of(Func<TrainingTotals, double?> figure) => cases.Select(figure).OfType<double>();
        static JointResult Priority(TrainingOutcome outcome) => outcome.Priority;
        static JointResult Kueue(TrainingOutcome outcome) => outcome.Kueue;
        static JointResult Quick(TrainingOutcome outcome) => outcome.Quick;
        static double Makespan(JointResult result) => result.MakespanSeconds;
        static double Utilisation(JointResult result) => result.Utilisation;
    }

    private IEnumerable<BenchResult> Constant()
    {
        var results = Pairs(TrainingCases.Constant()).AsParallel().AsOrdered().Select(pair =>
        {
            var joint = pair.Case.Of(pair.Seed);
            var demand = JointReplay.Demand(joint);
            var setting = JointReplay.Setting(joint, demand);
            var result = JointSimulator.Operator(setting);
            var reserved = JointSimulator.Operator(setting with { Pool = setting.Pool with { Reserve = 1 } });
            var steady = JointSimulator.Operator(setting with { Demand = new DemandCurve([(0, demand.At(SettledSeconds))], setting.DurationSeconds) });
            return (Measured: Within(result, setting), Reserved: Within(reserved, setting), Steady: Within(steady, setting), demand.Steps);
        }).ToList();
        yield return BenchResult.AtMost("preemptions_constant_load", [results.Sum(result => result.Measured)], $"in {results.Count} runs of 24 hours, after 4 hours", 0);
        yield return BenchResult.Shown("preemptions_constant_load_reserve_1", [results.Sum(result => result.Reserved)], "the same with a pool that keeps one GPU free when training comes back");
        yield return BenchResult.Shown("preemptions_constant_replicas", [results.Sum(result => result.Steady)], "the same with replicas that do not change at all");
        yield return BenchResult.Shown("scaling_changes_constant_load", results.Select(result => (double)result.Steps - 1), "changes of the replicas wanted in 28 hours");

        static int Within(JointResult result, JointSetting setting) => result.PreemptionTimes.Count(time => time >= SettledSeconds && time <= setting.DurationSeconds);
    }

    private List<(TrainingCase Case, ulong Seed)> Pairs(IEnumerable<TrainingCase> cases) =>
        [.. from item in cases where only is null || item.Name.Contains(only, StringComparison.OrdinalIgnoreCase) from seed in Enumerable.Range(1, seeds) select (item, (ulong)seed)];
}
