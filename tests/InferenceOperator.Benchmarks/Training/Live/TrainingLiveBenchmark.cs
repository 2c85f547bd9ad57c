using InferenceOperator.Api;
using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.IntegrationTests;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters;

namespace InferenceOperator.Benchmarks.Training.Live;

/// <summary>
/// GPUs taken from training on a real control plane: how soon one is there and 250 are, how many workers stop for them, how many gangs break.
/// Beside it, in the same run, what kube-scheduler's preemption by priority does with the same workers as plain pods.
/// </summary>
internal static class TrainingLiveBenchmark
{
    private const int Singles = 10;
    private const int Many = 250;
    private const int GangSize = 100;

    /// <summary>Runs it.</summary>
    /// <param name="nodes">Nodes of eight GPUs.</param>
    /// <param name="cancellationToken">Cancels it; what was started is stopped.</param>
    /// <returns>The figures.</returns>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(int nodes, CancellationToken cancellationToken)
    {
        var progress = new ConsoleProgress();
        var native = await MeasureAsync(nodes, ours: false, progress, cancellationToken);
        var ours = await MeasureAsync(nodes, ours: true, progress, cancellationToken);
        var nativeGangs = await BreakAsync(ours: false, progress, cancellationToken);
        var ourGangs = await BreakAsync(ours: true, progress, cancellationToken);
        return
        [
            BenchResult.AtMost("reclaim_one_gpu_seconds", [ours.One.Average()], "s", 0.5, "mean; demand applied to the pod bound"),
            BenchResult.Shown("reclaim_one_gpu_seconds_each", ours.One, "s"),
            BenchResult.Shown("native_one_gpu_seconds_each", native.One, "s", "a Deployment of higher priority applied, to its pod bound"),
            BenchResult.AtMost("reclaim_250_over_native", [ours.Many / native.Many], "x", 0.7, "kube-scheduler's preemption by priority, same run"),
            BenchResult.Shown("reclaim_250_seconds", [ours.Many], "s"),
            BenchResult.Shown("native_250_seconds", [native.Many], "s"),
            BenchResult.AtMost("workers_stopped_for_250", [ours.Stopped], "workers", Many),
            BenchResult.Shown("native_workers_stopped_for_250", [native.Stopped], "workers"),
            BenchResult.Shown("reclaim_workers", [nodes * TrainingCluster.GpusPerNode], "workers of one GPU"),
            BenchResult.AtMost("jobs_broken_for_8_gpus", [ourGangs.Broken], "jobs", 2, "100 gangs of 4 on full nodes"),
            BenchResult.AtMost("jobs_left_partial_for_8_gpus", [ourGangs.Partial], "jobs", 0),
            BenchResult.Shown("workers_stopped_for_8_gpus", [ourGangs.Workers], "workers"),
            BenchResult.Shown("native_jobs_broken_for_8_gpus", [nativeGangs.Broken], "jobs"),
            BenchResult.Shown("native_jobs_left_partial_for_8_gpus", [nativeGangs.Partial], "jobs"),
            BenchResult.Shown("native_workers_stopped_for_8_gpus", [nativeGangs.Workers], "workers"),
        ];
    }

    private static async Task<(List<double> One, double Many, int Stopped)> MeasureAsync(int nodes, bool ours, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        await using var cluster = await TrainingCluster.StartAsync(nodes, cancellationToken);
        // As many jobs of one worker as are asked for, and gangs. The gangs first: what has run longest loses most.
        var single = Singles + Many + 40;
        List<int> gangs = [.. Enumerable.Repeat(GangSize, (cluster.Gpus - single) / GangSize)];
        List<int> rest = [.. Enumerable.Repeat(1, cluster.Gpus - gangs.Sum())];
        if (ours)
        {
            await cluster.StartOperatorAsync(cancellationToken);
            await Fillers.TrainingJobsAsync(cluster, gangs, "gang", cancellationToken);
            await RunsAsync(cluster, gangs.Sum(), progress, cancellationToken);
            await Fillers.TrainingJobsAsync(cluster, rest, "single", cancellationToken);
        }
        else
        {
            await Fillers.PlainPodsAsync(cluster, [.. gangs, .. rest], spread: true, cancellationToken);
        }

        await RunsAsync(cluster, cluster.Gpus, progress, cancellationToken);
        await cluster.UntilJobsRunAsync(progress, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        List<double> one = [];
        for (var number = 0; number < Singles; number++)
        {
            one.Add(await DemandAsync(cluster, $"one-{number}", 1, ours, cancellationToken));
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        }

        progress.Report($"{(ours ? "ours" : "native")}: one GPU {one.Average():0.000} s ({string.Join(", ", one.Select(seconds => $"{seconds:0.000}"))})");
        cluster.Pods.Forget();
        var before = await ApiServerWork.ReadAsync(cluster.Client, cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        var many = await DemandAsync(cluster, "many", Many, ours, cancellationToken);
        var work = (await ApiServerWork.ReadAsync(cluster.Client, cancellationToken)).Since(before);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        var stopped = cluster.Pods.Stopped.Sum(group => group.Count());
        progress.Report($"{(ours ? "ours" : "native")}: {Many} GPUs {many:0.0} s, {stopped} workers stopped; {cluster.Pods.Course("many", began)}; {work}");
        return (one, many, stopped);
    }

    /// <summary>100 gangs of four on fifty full nodes, and eight replicas of one GPU.</summary>
    private static async Task<(int Broken, int Partial, int Workers)> BreakAsync(bool ours, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        const int gangSize = 4;
        await using var cluster = await TrainingCluster.StartAsync(50, cancellationToken);
        int[] gangs = [.. Enumerable.Repeat(gangSize, 100)];
        if (ours)
        {
            await cluster.StartOperatorAsync(cancellationToken);
            await Fillers.TrainingJobsAsync(cluster, gangs, "gang", cancellationToken);
        }
        else
        {
            await Fillers.PlainPodsAsync(cluster, gangs, spread: false, cancellationToken);
        }

        await RunsAsync(cluster, cluster.Gpus, progress, cancellationToken);
        await cluster.UntilJobsRunAsync(progress, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        cluster.Pods.Forget();
        await DemandAsync(cluster, "eight", 8, ours, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        var broken = cluster.Pods.Stopped;
        var result = (broken.Count, broken.Count(job => job.Count() < gangSize), broken.Sum(job => job.Count()));
        progress.Report($"{(ours ? "ours" : "native")}: 8 GPUs break {result.Count} of 100 gangs of 4, {result.Item2} left partial, {result.Item3} workers stopped");
        return result;
    }

    private static async Task RunsAsync(TrainingCluster cluster, int workers, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        await PodLog.UntilAsync(() => cluster.Pods.Running >= workers, $"{workers} workers run", cancellationToken);
        progress.Report($"{workers} workers run");
    }

    private static async Task<double> DemandAsync(TrainingCluster cluster, string name, int replicas, bool ours, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        if (ours)
        {
            await cluster.Client.CreateAsync(Samples.Model(TrainingCluster.Namespace, name, TrainingCluster.Namespace, spec =>
            {
                spec.Gpu = new GpuRequirements { Count = 1 };
                spec.Replicas = replicas;
            }));
        }
        else
        {
            await Fillers.DeploymentAsync(cluster, name, replicas);
        }

        await PodLog.UntilAsync(() => cluster.Pods.BoundCount(name) >= replicas, $"{replicas} replicas of {name} are bound", cancellationToken);
        return TimeProvider.System.GetElapsedTime(started, cluster.Pods.Bound(name).Max()).TotalSeconds;
    }
}
