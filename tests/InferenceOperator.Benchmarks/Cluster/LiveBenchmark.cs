using InferenceOperator.Benchmarks.Cluster.Passes;
using InferenceOperator.Benchmarks.Reporting;

namespace InferenceOperator.Benchmarks.Cluster;

/// <summary>The scaling loop as it runs: what a pass costs, how soon a breach moves replicas, what an outage of Prometheus does.</summary>
internal static class LiveBenchmark
{
    /// <summary>Runs it.</summary>
    /// <param name="part">Only this part; null: all.</param>
    /// <param name="cancellationToken">Cancels it; what was started is stopped.</param>
    /// <returns>The figures.</returns>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(string? part, CancellationToken cancellationToken)
    {
        List<BenchResult> results = [];
        if (part is null or "passes")
            results.AddRange(await PassBenchmark.RunAsync());
        cancellationToken.ThrowIfCancellationRequested();
        return results;
    }
}
