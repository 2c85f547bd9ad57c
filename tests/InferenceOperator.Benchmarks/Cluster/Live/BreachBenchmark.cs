using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.IntegrationTests;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics;
using InferenceOperator.Scaling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>
/// From Prometheus saying that the objective is broken to the Deployment's replicas: twenty models, one after the other at every moment of the
/// interval. The service of every other one was learnt before, at loads that hold; the others have never served.
/// </summary>
internal static class BreachBenchmark
{
    private const int Models = 20;
    private const int LightLoad = 15;
    private const int UsualLoad = 45;
    private const int OverloadPerPod = 140;

    /// <summary>Seconds: one interval and one more.</summary>
    private const double Bar = 6;

    private const string Baseline = "KEDA 2.20: 9.0 s (0.2 to 14.6)";

    // Interval and scrapes are five seconds: breaches fall on all moments of both.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2.2);

    private static readonly TimeSpan AtEachLoad = TimeSpan.FromSeconds(45);

    /// <summary>Makes the models, and lets every other one be learnt at two loads, the second of which gets it a replica or two more.</summary>
    public static async Task<IReadOnlyList<LiveModel>> PrepareAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        List<LiveModel> models = [];
        for (var number = 0; number < Models; number++)
        {
            models.Add(await cluster.ModelAsync($"breach-{number}"));
            models[^1].RequestsPerSecond = IsLearnt(number) ? LightLoad : 0;
        }

        await Eventually.GetAsync(() => Task.FromResult(models.Count(model => model.Pods.Count == 1)), ready => ready == Models, TimeSpan.FromMinutes(2));
        await Task.Delay(AtEachLoad, cancellationToken);
        foreach (var model in models.Where(model => model.RequestsPerSecond > 0))
            model.RequestsPerSecond = UsualLoad;
        await Task.Delay(AtEachLoad, cancellationToken);
        return models;
    }

    /// <summary>Runs it.</summary>
    /// <returns>The figures.</returns>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(LiveCluster cluster, IReadOnlyList<LiveModel> models, CancellationToken cancellationToken)
    {
        var board = cluster.Services.GetRequiredService<ScalingBoard>();
        await Eventually.GetAsync(() => Task.FromResult(board.Entries.Values.Count(entry => entry.Reading?.Rate > 0 && entry.Decision.State.Service is null)), unknown => unknown == 0);
        var window = cluster.Services.GetRequiredService<IOptions<PrometheusOptions>>().Value.EffectiveRateWindow;
        await using var breaches = new BreachLog(cluster.Prometheus, window, LiveCluster.TargetSeconds);
        await using var decisions = new DecisionLog(board, cluster.Services.GetRequiredService<IResourceStores>());
        Dictionary<string, long> began = [];
        foreach (var model in models)
        {
            breaches.Forget(model.Name);
            began[model.Name] = TimeProvider.System.GetTimestamp();
            model.RequestsPerSecond = OverloadPerPod * model.Pods.Count;
            await Task.Delay(Apart, cancellationToken);
        }

        await Eventually.GetAsync(() => Task.FromResult(models.Count(model => Sample(model) is not null)), seen => seen == Models);
        double[] samples = [.. models.Select(model => Sample(model)!.Value)];
        Console.WriteLine("breach to patch, seconds, learnt and new in turn: " + string.Join(' ', samples.Select(sample => FormattableString.Invariant($"{sample:0.00}"))));
        foreach (var model in models.Where(model => Sample(model) > Bar))
        {
            var breach = DateTimeOffset.UtcNow - TimeProvider.System.GetElapsedTime(breaches.Of(model.Name)!.Value);
            Console.WriteLine(FormattableString.Invariant($"{model.Name}, over the objective at {breach:HH:mm:ss.f}, was patched {Sample(model):0.00} s later:"));
            foreach (var line in decisions.Of(model.Name, breach - TimeSpan.FromSeconds(6), breach + TimeSpan.FromSeconds(20)))
                Console.WriteLine(line);
        }

        double[] counted = [.. samples.Select(sample => Math.Max(0, sample))];
        return
        [
            BenchResult.AtMost("breach_to_patch_seconds", counted, "s", Bar, Baseline),
            BenchResult.AtMost("breach_to_patch_seconds_worst", [counted.Max()], "s", Bar, Baseline),
            BenchResult.Shown("breach_to_patch_seconds_learnt", counted.Where((_, number) => IsLearnt(number)), "s", "models whose service was learnt before"),
            BenchResult.Shown("breach_to_patch_seconds_new", counted.Where((_, number) => !IsLearnt(number)), "s", "models of which nothing is known"),
            BenchResult.Shown("breach_patched_before", [samples.Count(sample => sample < 0)], $"of {Models}", "patched before the percentile said so, by the load; counted as 0 s"),
        ];

        // Below zero where the patch came first; null while one of them is missing.
        double? Sample(LiveModel model) =>
            breaches.Of(model.Name) is { } breach && cluster.Replicas.Changes.FirstOrDefault(change => change.Model == model.Name && change.To > change.From && change.At > began[model.Name]) is { } patch
                ? (patch.At - breach) / (double)TimeProvider.System.TimestampFrequency
                : null;
    }

    private static bool IsLearnt(int number) => number % 2 == 0;
}
