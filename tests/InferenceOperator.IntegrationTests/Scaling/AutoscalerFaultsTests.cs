using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Core.Scaling;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Scaling;
using k8s;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>What autoscalers get wrong that take a query's value over its target for a number of replicas: a real Prometheus says it, real Deployments must not follow.</summary>
[Collection(ClusterCollection.Name)]
public sealed class AutoscalerFaultsTests(ClusterFixture fixture) : IAsyncLifetime
{
    private const int Passes = 8;
    private LocalPrometheus _prometheus = null!;
    private OperatorHarness _operator = null!;
    private MetricsEndpoint _page = null!;

    public async Task InitializeAsync()
    {
        _page = MetricsEndpoint.Start();
        _prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(250) });
        _operator = await OperatorHarness.StartAsync(fixture, "faults", options =>
        {
            options.PrometheusUrl = _prometheus.Address;
            options.Prometheus.ScrapeInterval = TimeSpan.FromMilliseconds(500);
            options.Prometheus.RateWindow = TimeSpan.FromSeconds(2);
        });
    }

    // Null when they could not be started, which is then the failure to see.
    public async Task DisposeAsync()
    {
        await (_operator?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_page?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public async Task Four_times_the_target_on_8_replicas_never_becomes_4(int maxReplicas)
    {
        await using var fleet = await ModelAsync(replicas: 8, maxReplicas, capacityPerPod: 0);

        fleet.RequestsPerSecond = 160;
        await UntilDecisionAsync(entry => entry.Reading?.LatencySeconds is > 0.35 and < 0.55 && entry.Decision.Signal == Signal.Fresh);
        await LowerMinimumAsync();

        foreach (var entry in await DecisionsAsync())
            entry.Decision.Desired.Should().BeGreaterThanOrEqualTo(8, entry.Decision.Reason);
        (await UntilReplicasAsync(maxReplicas)).Should().Be(maxReplicas, "more of them is all that may be done about it");
    }

    [Theory]
    [InlineData("nothing", null, Signal.Absent)]
    [InlineData("NaN", "NaN", Signal.Invalid)]
    [InlineData("+Inf", "+Inf", Signal.Invalid)]
    public async Task Six_replicas_stay_while_the_query_gives(string what, string? value, Signal signal)
    {
        Say("0.02", "6");
        await using var fleet = await ModelAsync(replicas: 6, maxReplicas: 12, ownQueries: true);
        await UntilDecisionAsync(entry => entry.Decision.Signal == Signal.Fresh);

        Say(value, value);
        await UntilDecisionAsync(entry => entry.Decision.Signal == signal);
        await LowerMinimumAsync();

        // On a busy machine a scrape may be late, and then there is nothing for a moment where NaN was: nor is that a reason to scale.
        (await DecisionsAsync()).Select(entry => (entry.Decision.Desired, Known: entry.Decision.Signal is Signal.Fresh or Signal.NoTraffic, entry.Decision.Signal))
            .Should().OnlyContain(seen => seen.Desired == 6 && !seen.Known, what);
        (await ReplicasAsync()).Should().Be(6);

        // That it was the reading, and nothing else, that kept them.
        Say("0.02", "6");
        await Eventually.GetAsync(ReplicasAsync, replicas => replicas < 6);
    }

    [Fact]
    public async Task One_bad_sample_is_worth_one_step_and_no_climb_to_16()
    {
        Say("0.09", "40");
        await using var fleet = await ModelAsync(replicas: 4, maxReplicas: 16, ownQueries: true);
        await UntilDecisionAsync(entry => entry.Decision.Signal == Signal.Fresh);

        Say("0.9", "40");
        await UntilDecisionAsync(entry => entry.Reading?.LatencySeconds > 0.5);
        Say("0.09", "40");

        // 4 more is what one decision may add to 4.
        foreach (var entry in await DecisionsAsync(3 * Passes))
            entry.Decision.Desired.Should().BeInRange(4, 8, entry.Decision.Reason);
        (await ReplicasAsync()).Should().BeInRange(4, 8);
    }

    private void Say(string? latency, string? rate) => _page.Text = latency is null || rate is null ? "page 1" : $"asked_latency_seconds {latency}\nasked_rate {rate}";

    private async Task<SimulatedFleet> ModelAsync(int replicas, int maxReplicas, bool ownQueries = false, int capacityPerPod = 1000)
    {
        await Samples.RuntimeAsync(fixture.Client, _operator.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(_operator.Namespace, "ocr", _operator.Namespace, spec => spec.Scaling = new ScalingSpec
        {
            MinReplicas = replicas,
            MaxReplicas = maxReplicas,
            Latency = new LatencyObjective { Target = "100ms" },
            ScaleDownDelay = "1s",
            Queries = ownQueries ? new MetricQueries { Latency = Query("asked_latency_seconds"), Rate = Query("asked_rate") } : null,
        }));
        var fleet = new SimulatedFleet(fixture.Client, _prometheus, _operator.Namespace, "ocr")
        {
            CapacityPerPod = capacityPerPod,
            Others = [new ScrapeTarget("page", _page.Address, new Dictionary<string, string> { ["namespace"] = _operator.Namespace })],
        };
        await fixture.Client.UntilAsync<ModelDeployment>(_operator.Namespace, "ocr", seen => seen.Status?.ReadyReplicas == replicas);
        return fleet;
    }

    private static string Query(string series) => $"max({series}{{namespace=\"{{{{namespace}}}}\"}})";

    private Task<ModelDeployment> LowerMinimumAsync() => fixture.Client.MergeSpecAsync<ModelDeployment>(
        _operator.Namespace, "ocr", new JsonObject { ["scaling"] = new JsonObject { ["minReplicas"] = 1 } });

    private async Task<int?> ReplicasAsync() => (await fixture.Client.AppsV1.ReadNamespacedDeploymentAsync("ocr", _operator.Namespace)).Spec.Replicas;

    private Task<int?> UntilReplicasAsync(int wanted) => Eventually.GetAsync(ReplicasAsync, replicas => replicas == wanted);

    private ScalingEntry? Entry() => _operator.Services.GetRequiredService<ScalingBoard>().Entries.Values.SingleOrDefault();

    private Task<ScalingEntry?> UntilDecisionAsync(Func<ScalingEntry, bool> wanted) => Eventually.GetAsync(() => Task.FromResult(Entry()), entry => entry is not null && wanted(entry));

    // Waits for decisions, not for time: replicas that must not go have to have had the chance.
    private async Task<IReadOnlyList<ScalingEntry>> DecisionsAsync(int count = Passes)
    {
        List<ScalingEntry> seen = [];
        while (seen.Count < count)
        {
            var last = seen.LastOrDefault()?.At ?? Entry()?.At;
            seen.Add((await Eventually.GetAsync(() => Task.FromResult(Entry()), entry => entry is not null && entry.At != last))!);
        }

        return seen;
    }
}
