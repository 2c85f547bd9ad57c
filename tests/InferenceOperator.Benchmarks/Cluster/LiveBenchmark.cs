using InferenceOperator.Benchmarks.Cluster.Live;
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
        if (part is null or "cluster")
            results.AddRange(await OnClusterAsync(cancellationToken));
        return results;
    }

    private static async Task<IReadOnlyList<BenchResult>> OnClusterAsync(CancellationToken cancellationToken)
    {
        await using var cluster = await LiveCluster.StartAsync(cancellationToken);
        var steady = await OutageBenchmark.PrepareAsync(cluster);
        var breached = await BreachBenchmark.PrepareAsync(cluster, cancellationToken);
        var results = await BreachBenchmark.RunAsync(cluster, breached, cancellationToken);
        // Their replicas would go, as they should, and be taken for what the outage did.
        foreach (var model in breached)
            await cluster.DeleteAsync(model);
        return [.. results, .. await OutageBenchmark.RunAsync(cluster, steady, cancellationToken)];
    }
}
