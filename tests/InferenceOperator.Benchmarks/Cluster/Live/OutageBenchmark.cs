using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.IntegrationTests;
using InferenceOperator.Scaling;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>Prometheus is killed for two minutes under a load that stays, and that for half of the models rises in between.</summary>
internal static class OutageBenchmark
{
    private const int Models = 6;

    /// <summary>What 150 requests a second need: one pod holds 70 within the objective, and two would have to do 75 each.</summary>
    private const int Replicas = 3;

    private const int Load = 150;
    private const int RisenLoad = 225;
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UntilRise = TimeSpan.FromSeconds(70);

    /// <summary>Makes the models with the replicas that their load needs, and lets them have fewer from then on.</summary>
    public static async Task<IReadOnlyList<LiveModel>> PrepareAsync(LiveCluster cluster)
    {
        List<LiveModel> models = [];
        for (var number = 0; number < Models; number++)
            models.Add(await cluster.ModelAsync($"outage-{number}", Replicas));
        await Eventually.GetAsync(() => Task.FromResult(models.Count(model => model.Pods.Count == Replicas)), ready => ready == Models);
        foreach (var model in models)
        {
            model.RequestsPerSecond = Load;
            await cluster.LowerMinimumAsync(model);
        }

        return models;
    }

    /// <summary>Runs it.</summary>
    /// <returns>The figures.</returns>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(LiveCluster cluster, IReadOnlyList<LiveModel> models, CancellationToken cancellationToken)
    {
        var board = cluster.Services.GetRequiredService<ScalingBoard>();
        await Eventually.GetAsync(() => Task.FromResult(models.Count(model => model.Pods.Count >= Replicas)), served => served == Models);
        var before = models.Select(model => model.Served).ToList();
        var began = TimeProvider.System.GetTimestamp();
        await cluster.Prometheus.Process.KillAsync();
        var judged = await JudgedAsync(board, models, cancellationToken);
        var ended = TimeProvider.System.GetTimestamp();
        var after = models.Select(model => model.Served).ToList();
        await cluster.Prometheus.Process.StartAsync(cancellationToken);
        await Eventually.GetAsync(() => Task.FromResult(Direct(board)), direct => direct == 0);

        var names = models.Select(model => model.Name).ToHashSet();
        var changes = cluster.Replicas.Changes.Where(change => names.Contains(change.Model) && change.At >= began && change.At <= ended).ToList();
        Console.WriteLine("changes of replicas while Prometheus was down: " + string.Join(' ', changes.Select(change => $"{change.Model} {change.From}->{change.To}")));
        var requests = after.Zip(before, (now, then) => (Ended: now.Ended - then.Ended, Within: now.Within - then.Within)).ToList();
        return
        [
            BenchResult.AtMost("prometheus_down_scale_downs", [changes.Count(change => change.To < change.From)], $"of {changes.Count} changes", 0),
            BenchResult.AtLeast("prometheus_down_scale_ups", [changes.Where(change => change.To > change.From).Select(change => change.Model).Distinct().Count()], "models", Models / 2, "the models whose load rises"),
            BenchResult.AtLeast("prometheus_down_objective_share", requests.Select(model => model.Within / (double)model.Ended), "share of requests", 0.95),
            BenchResult.AtLeast("prometheus_down_judged_share", [judged], "share of decisions", 0.9, "decisions that say whether the objective is met"),
        ];
    }

    /// <summary>Lets the time pass and the load rise.</summary>
    /// <returns>The share of decisions that judged the objective.</returns>
    private static async Task<double> JudgedAsync(ScalingBoard board, IReadOnlyList<LiveModel> models, CancellationToken cancellationToken)
    {
        Dictionary<(string Model, DateTimeOffset At), bool> seen = [];
        var began = TimeProvider.System.GetTimestamp();
        var after = board.Entries.Values.Max(entry => entry.At);
        while (TimeProvider.System.GetElapsedTime(began) is var elapsed && elapsed < Outage)
        {
            if (elapsed > UntilRise)
            {
                foreach (var model in models.Take(Models / 2))
                    model.RequestsPerSecond = RisenLoad;
            }

            foreach (var (uid, entry) in board.Entries.Where(entry => entry.Value.At > after))
                seen[(uid, entry.At)] = entry.Decision.ObjectiveMet is not null;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return seen.Values.Count(judged => judged) / (double)seen.Count;
    }

    private static int Direct(ScalingBoard board) => board.Entries.Values.Count(entry => entry.Reading?.Source is not null);
}
