using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Scaling;
using k8s;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>The loop closed: metrics of a real Prometheus move the replicas of real Deployments.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ScalingTests(ClusterFixture fixture) : IAsyncLifetime
{
    private LocalPrometheus _prometheus = null!;

    public async Task InitializeAsync() => _prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(250) });

    // Null when it could not be started, which is then the failure to see.
    public async Task DisposeAsync() => await (_prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task A_broken_objective_adds_replicas_until_it_holds_and_says_why()
    {
        await using var harness = await StartAsync("breach");
        await using var fleet = await ModelAsync(harness);

        fleet.RequestsPerSecond = 100;
        var model = await UntilAsync(harness, seen => seen.Status?.DesiredReplicas >= 4 && seen.Status.ReadyReplicas == seen.Status.DesiredReplicas
            && seen.Is(ConditionTypes.ObjectiveMet, "True") && seen.Status.Scaling?.Signal == "Fresh");

        model.Status!.Scaling!.History![0].Reason.Should().Contain("p95").And.Contain("over 100 ms").And.Contain("req/s");
        model.Is(ConditionTypes.ScalingActive, "True").Should().BeTrue();
        (await ReplicasAsync(harness)).Should().Be(model.Status.DesiredReplicas);
    }

    [Fact]
    public async Task Without_load_replicas_go_one_by_one_after_the_delay()
    {
        await using var harness = await StartAsync("idle");
        await using var fleet = await ModelAsync(harness, spec => spec.Scaling.ScaleDownDelay = "2s");
        fleet.RequestsPerSecond = 100;
        await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 4);

        fleet.RequestsPerSecond = 0;
        var model = await UntilAsync(harness, seen => seen.Status!.DesiredReplicas == 1 && seen.Status.ReadyReplicas == 1);

        var downs = model.Status!.Scaling!.History!.Where(record => record.To < record.From).ToList();
        downs.Should().NotBeEmpty().And.OnlyContain(record => record.From - record.To == 1);
        model.Is(ConditionTypes.ObjectiveMet, "True").Should().BeTrue();
    }

    [Fact]
    public async Task Replicas_hold_while_Prometheus_is_away_and_scaling_goes_on_after()
    {
        await using var harness = await StartAsync("outage");
        await using var fleet = await ModelAsync(harness, spec => spec.Scaling.ScaleDownDelay = "1s");
        fleet.RequestsPerSecond = 100;
        var before = (await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 4)).Status!.DesiredReplicas;

        await _prometheus.Process.StopAsync();
        fleet.RequestsPerSecond = 0;
        var model = await UntilAsync(harness, seen => seen.Status!.Scaling!.Signal == "Unreachable");
        model.Is(ConditionTypes.ScalingActive, "False", "Unreachable").Should().BeTrue();
        await PassesAsync(harness, 6);
        (await ReplicasAsync(harness)).Should().BeGreaterThanOrEqualTo(before);

        await _prometheus.Process.StartAsync();
        await UntilAsync(harness, seen => seen.Status!.DesiredReplicas == 1);
    }

    [Fact]
    public async Task Replicas_hold_when_the_metrics_say_NaN()
    {
        await using var harness = await StartAsync("nan");
        await using var fleet = await ModelAsync(harness, spec => spec.Scaling.ScaleDownDelay = "1s");
        fleet.RequestsPerSecond = 100;
        var before = (await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 4)).Status!.DesiredReplicas;

        fleet.Broken = true;
        fleet.RequestsPerSecond = 0;
        await UntilAsync(harness, seen => seen.Is(ConditionTypes.ScalingActive, "False", "Invalid"));
        await PassesAsync(harness, 6);

        (await ReplicasAsync(harness)).Should().BeGreaterThanOrEqualTo(before);
    }

    [Fact]
    public async Task Without_Prometheus_a_model_runs_its_minimum_and_says_what_to_configure()
    {
        await using var harness = await OperatorHarness.StartAsync(fixture, "bare");
        await using var fleet = await ModelAsync(harness, spec => spec.Scaling.MinReplicas = 2);

        var model = await UntilAsync(harness, seen => seen.Status?.ReadyReplicas == 2 && seen.Is(ConditionTypes.ScalingActive, "False"));

        model.Condition(ConditionTypes.ScalingActive)!.Message.Should().Contain("--prometheus-url");
    }

    [Fact]
    public async Task A_restarted_operator_takes_nothing_away()
    {
        await using var harness = await StartAsync("restart");
        await using var fleet = await ModelAsync(harness);
        fleet.RequestsPerSecond = 100;
        var before = (await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 4 && seen.Is(ConditionTypes.ObjectiveMet, "True"))).Status!.DesiredReplicas;
        fleet.RequestsPerSecond = 0;
        var seen = (await Eventually.GetAsync(() => Task.FromResult(State(harness)), state => state?.RecentLoad.Values.Length > 0))!.RecentLoad.Next - 1;

        await harness.RestartAsync();
        await PassesAsync(harness, 4);

        (await ReplicasAsync(harness)).Should().Be(before);
        (await UntilAsync(harness, _ => true)).Status!.Scaling!.History.Should().NotBeNullOrEmpty();
        await Eventually.GetAsync(() => Task.FromResult(State(harness)), state => float.IsFinite(state?.RecentLoad.At(seen) ?? float.NaN));
    }

    [Fact]
    public async Task New_bounds_count_at_once()
    {
        await using var harness = await StartAsync("bounds");
        await using var fleet = await ModelAsync(harness);
        await UntilAsync(harness, seen => seen.Status?.ReadyReplicas == 1);

        await fixture.Client.MergeSpecAsync<ModelDeployment>(harness.Namespace, "ocr", new JsonObject { ["scaling"] = new JsonObject { ["minReplicas"] = 3 } });

        await UntilAsync(harness, seen => seen.Status?.ReadyReplicas == 3);
    }

    [Fact]
    public async Task A_model_on_GPUs_scales_through_the_capacity_plan()
    {
        var product = await fixture.OwnNodesAsync(count: 2, gpus: 4);
        await using var harness = await StartAsync("gpus");
        await using var fleet = await ModelAsync(harness, spec => spec.Gpu = new GpuRequirements { Count = 1, Products = [product] });
        fleet.RequestsPerSecond = 100;

        var model = await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 4);

        model.Status!.Placement!.GpusBound.Should().BeGreaterThanOrEqualTo(4);
    }

    private Task<OperatorHarness> StartAsync(string prefix) => OperatorHarness.StartAsync(fixture, prefix, options =>
    {
        options.PrometheusUrl = _prometheus.Address;
        options.Prometheus.ScrapeInterval = TimeSpan.FromMilliseconds(500);
        options.Prometheus.RateWindow = TimeSpan.FromSeconds(2);
    });

    private async Task<SimulatedFleet> ModelAsync(OperatorHarness harness, Action<ModelDeploymentSpec>? change = null)
    {
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(harness.Namespace, "ocr", harness.Namespace, spec =>
        {
            spec.Scaling = new ScalingSpec { MinReplicas = 1, MaxReplicas = 8, Latency = new LatencyObjective { Target = "100ms" }, ScaleDownDelay = "5m" };
            change?.Invoke(spec);
        }));
        return new SimulatedFleet(fixture.Client, _prometheus, harness.Namespace, "ocr");
    }

    private Task<ModelDeployment> UntilAsync(OperatorHarness harness, Func<ModelDeployment, bool> wanted) =>
        fixture.Client.UntilAsync(harness.Namespace, "ocr", wanted);

    private async Task<int?> ReplicasAsync(OperatorHarness harness) =>
        (await fixture.Client.AppsV1.ReadNamespacedDeploymentAsync("ocr", harness.Namespace)).Spec.Replicas;

    private static Core.Scaling.ScalingState? State(OperatorHarness harness) =>
        harness.Services.GetRequiredService<ScalingBoard>().Entries.Values.SingleOrDefault()?.Decision.State;

    // Waits for decisions, not for time: a state that must not change has to have had the chance.
    private static async Task PassesAsync(OperatorHarness harness, int count)
    {
        var board = harness.Services.GetRequiredService<ScalingBoard>();
        for (var pass = 0; pass < count; pass++)
        {
            var last = board.Entries.Values.SingleOrDefault()?.At;
            await Eventually.GetAsync(() => Task.FromResult(board.Entries.Values.SingleOrDefault()), entry => entry is not null && entry.At != last);
        }
    }
}
