using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Scaling;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>A model that nobody asks gives its last replica back, and the next request brings one again.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ScaleToZeroTests(ClusterFixture fixture) : IAsyncLifetime
{
    private LocalPrometheus _prometheus = null!;
    private OperatorHarness _operator = null!;

    public async Task InitializeAsync()
    {
        _prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(250) });
        _operator = await OperatorHarness.StartAsync(fixture, "zero", options =>
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
    }

    [Fact]
    public async Task The_last_replica_goes_when_nobody_asks_and_the_fronts_count_brings_one_back_also_after_a_restart()
    {
        await using var fleet = await ModelAsync(front: "0");
        var asleep = await UntilAsleepAsync();
        asleep.Status!.Url.Should().Be($"http://ocr.{_operator.Namespace}.svc");
        asleep.Status.ReplicasSummary.Should().Be("0/0");
        asleep.Is(ConditionTypes.ScalingActive, "True", ConditionReasons.ScaledToZero).Should().BeTrue();
        asleep.Is(ConditionTypes.Reconciling, "False").Should().BeTrue();
        await fixture.Client.UntilBudgetAsync(_operator.Namespace, "ocr", _ => true);

        await CountAsync("7");
        (await UntilAwakeAsync()).Status!.Scaling!.FrontRequests.Should().Be(7);

        await UntilAsleepAsync();
        await _operator.RestartAsync();
        await PassesAsync(4);
        (await DeploymentAsync()).Spec.Replicas.Should().Be(0, "a count that was taken in before the restart wakes nobody");

        await CountAsync("8");
        (await UntilAwakeAsync()).Status!.Scaling!.FrontRequests.Should().Be(8);
    }

    [Fact]
    public async Task A_query_of_the_fronts_own_requests_brings_one_back()
    {
        await using var gateway = MetricsEndpoint.Start();
        gateway.Text = "gateway_requests_waiting 0";
        await using var fleet = await ModelAsync(front: null, spec => spec.Scaling.Queries = new MetricQueries { InFlight = "sum(gateway_requests_waiting{namespace=\"{{namespace}}\"})" });
        fleet.Others = [new ScrapeTarget("gateway", gateway.Address, new Dictionary<string, string> { ["namespace"] = _operator.Namespace })];
        await UntilAsleepAsync();

        gateway.Text = "gateway_requests_waiting 3";

        await UntilAwakeAsync();
    }

    [Fact]
    public async Task A_model_without_a_replica_holds_no_GPU_and_gets_one_again_through_the_plan()
    {
        var product = await fixture.OwnNodesAsync(count: 1, gpus: 1);
        await using var fleet = await ModelAsync(front: "0", spec => spec.Gpu = new GpuRequirements { Count = 1, Products = [product] });
        (await UntilAsync(seen => seen.Status?.Placement?.GpusBound == 1)).Status!.Placement!.Summary.Should().Be("1/1");

        await UntilAsleepAsync();
        // The GPU counts as bound until its pod is gone.
        var asleep = await UntilAsync(seen => seen.Status!.Placement!.Summary == "0/0");
        asleep.Is(ConditionTypes.Scheduled, "True").Should().BeTrue();

        await CountAsync("1");
        (await UntilAwakeAsync()).Status!.Placement!.Summary.Should().Be("1/1");
    }

    [Fact]
    public async Task A_count_that_is_none_is_told()
    {
        await using var fleet = await ModelAsync(front: "many");

        var model = await UntilAsync(seen => seen.Condition(ConditionTypes.ScalingActive)?.Message.Contains("\"many\"", StringComparison.Ordinal) == true);

        model.Condition(ConditionTypes.ScalingActive)!.Message.Should().Contain("inferenceoperator.io/front-requests").And.Contain("a whole number such as 42");
    }

    private async Task<SimulatedFleet> ModelAsync(string? front, Action<ModelDeploymentSpec>? change = null)
    {
        await Samples.RuntimeAsync(fixture.Client, _operator.Namespace);
        var model = Samples.Model(_operator.Namespace, "ocr", _operator.Namespace, spec =>
        {
            spec.Scaling = new ScalingSpec { MinReplicas = 0, MaxReplicas = 4, Latency = new LatencyObjective { Target = "100ms" }, ScaleDownDelay = "2s" };
            change?.Invoke(spec);
        });
        if (front is not null)
            model.Metadata.Annotations = new Dictionary<string, string> { [Labels.FrontRequests] = front };
        await fixture.Client.CreateAsync(model);
        return new SimulatedFleet(fixture.Client, _prometheus, _operator.Namespace, "ocr");
    }

    private async Task CountAsync(string count) => await fixture.Client.MergeAsync<ModelDeployment>(
        _operator.Namespace, "ocr", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Labels.FrontRequests] = count } } });

    private async Task<ModelDeployment> UntilAsleepAsync()
    {
        var model = await UntilAsync(seen => seen.Status is { DesiredReplicas: 0, Replicas: 0 } && seen.Is(ConditionTypes.Ready, "True", ConditionReasons.ScaledToZero));
        (await DeploymentAsync()).Spec.Replicas.Should().Be(0);
        return model;
    }

    private Task<ModelDeployment> UntilAwakeAsync() => UntilAsync(seen => seen.Status is { DesiredReplicas: 1, ReadyReplicas: 1 } && seen.Is(ConditionTypes.Ready, "True", ConditionReasons.Available));

    private Task<ModelDeployment> UntilAsync(Func<ModelDeployment, bool> wanted) => fixture.Client.UntilAsync(_operator.Namespace, "ocr", wanted);

    private Task<V1Deployment> DeploymentAsync() => fixture.Client.AppsV1.ReadNamespacedDeploymentAsync("ocr", _operator.Namespace);

    // Waits for decisions, not for time: a state that must not change has to have had the chance.
    private async Task PassesAsync(int count)
    {
        var board = _operator.Services.GetRequiredService<ScalingBoard>();
        for (var pass = 0; pass < count; pass++)
        {
            var last = board.Entries.Values.SingleOrDefault()?.At;
            await Eventually.GetAsync(() => Task.FromResult(board.Entries.Values.SingleOrDefault()), entry => entry is not null && entry.At != last);
        }
    }
}
