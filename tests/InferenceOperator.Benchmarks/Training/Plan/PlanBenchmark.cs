using System.Diagnostics;
using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Benchmarks.Training.Plan;

/// <summary>How long a capacity plan takes: nothing to do, a burst of asks on a full cluster, everyone coming back.</summary>
internal static class PlanBenchmark
{
    private const double TargetMilliseconds = 50;
    private const int WarmUp = 30;

    private static readonly (string Name, Func<int, ClusterSnapshot> Cluster)[] Cases =
        [("settled", PlanCluster.Settled), ("burst", PlanCluster.Burst), ("burst_of_sizes", PlanCluster.BurstOfSizes), ("resume", PlanCluster.Resume)];

    /// <summary>Runs it.</summary>
    /// <param name="only">Only cases whose name contains this; null: all.</param>
    /// <returns>The figures.</returns>
    public static IReadOnlyList<BenchResult> Run(string? only)
    {
        List<BenchResult> results = [];
        List<double> worst = [];
        foreach (var (name, cluster) in Cases.Where(it => only is null || it.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var (small, large) = (Measure(cluster(500), plans: 300), Measure(cluster(5000), plans: 30));
            worst.Add(Percentile(small, 0.99));
            results.Add(BenchResult.Shown($"plan_ms_500_nodes_{name}", small, "ms", "500 nodes x 8 GPUs, 4,000 pods, 200 jobs, 100 models"));
            results.Add(BenchResult.Shown($"plan_p99_ms_500_nodes_{name}", [worst[^1]], "ms"));
            results.Add(BenchResult.Shown($"plan_ms_5000_nodes_{name}", large, "ms", "ten times all of it"));
            results.Add(BenchResult.Shown($"plan_growth_{name}", [BenchResult.Median(large) / BenchResult.Median(small)], "x", "10 is linear"));
        }

        return [BenchResult.AtMost("plan_p99_ms_500_nodes", [worst.Max()], "ms", TargetMilliseconds, "the worst of the cases"), .. results];
    }

    private static List<double> Measure(ClusterSnapshot cluster, int plans)
    {
        List<double> milliseconds = [];
        for (var plan = -WarmUp; plan < plans; plan++)
        {
            var started = Stopwatch.GetTimestamp();
            CapacityPlanner.Plan(cluster, PlannerMemory.Empty, PlanCluster.Now);
            if (plan >= 0)
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return milliseconds;
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1);
}
