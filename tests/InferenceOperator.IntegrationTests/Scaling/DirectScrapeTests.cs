using InferenceOperator.Api;
using InferenceOperator.Core.Scaling;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Scaling;
using k8s;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>Real Deployments move on what their pods say themselves: without a Prometheus, and through the end of a real one.</summary>
[Collection(ClusterCollection.Name)]
public sealed class DirectScrapeTests(ClusterFixture fixture)
{
    private readonly FleetAddresses _addresses = new();

    [Fact]
    public async Task Without_Prometheus_a_broken_objective_adds_replicas_until_it_holds()
    {
        await using var harness = await StartAsync("scrape-alone", prometheus: null);
        await using var fleet = await ModelAsync(harness, prometheus: null);

        fleet.RequestsPerSecond = 100;
        var model = await UntilAsync(harness, seen => seen.Status?.DesiredReplicas >= 4 && seen.Status.ReadyReplicas == seen.Status.DesiredReplicas
            && seen.Is(ConditionTypes.ObjectiveMet, "True") && seen.Status.Scaling?.Signal == "Fresh");

        model.Is(ConditionTypes.ScalingActive, "True").Should().BeTrue();
        model.Status!.Scaling!.History![0].Reason.Should().Contain("p95").And.Contain("over 100 ms");
        Reading(harness).Should().Match<MetricReading>(reading => reading.Source == "direct scrape" && reading.ContributingPods == model.Status.ReadyReplicas);
    }

    [Fact]
    public async Task Without_Prometheus_replicas_go_when_the_load_does()
    {
        await using var harness = await StartAsync("scrape-idle", prometheus: null);
        await using var fleet = await ModelAsync(harness, prometheus: null, scaleDownDelay: "2s");
        fleet.RequestsPerSecond = 100;
        await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 4);

        fleet.RequestsPerSecond = 0;

        await UntilAsync(harness, seen => seen.Status is { DesiredReplicas: 1, ReadyReplicas: 1 });
    }

    [Fact]
    public async Task When_Prometheus_ends_under_load_the_signal_goes_on_and_when_it_is_back_it_is_used_again()
    {
        await using var prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(250) });
        await using var harness = await StartAsync("scrape-outage", prometheus);
        await using var fleet = await ModelAsync(harness, prometheus);
        fleet.RequestsPerSecond = 50;
        var before = (await UntilAsync(harness, seen => seen.Status?.ReadyReplicas >= 2 && seen.Is(ConditionTypes.ObjectiveMet, "True"))).Status!.DesiredReplicas;
        // Prometheus finds new pods a moment after they are ready.
        await Eventually.GetAsync(() => Task.FromResult(Reading(harness)), reading => reading is { Source: null, Rate: > 0 });

        await prometheus.Process.KillAsync();
        await Eventually.GetAsync(() => Task.FromResult(Reading(harness)), reading => reading?.Source == "direct scrape");
        for (var pass = 0; pass < 6; pass++)
        {
            var entry = await NextAsync(harness);
            entry.Decision.Desired.Should().BeGreaterThanOrEqualTo(before);
        }

        fleet.RequestsPerSecond = 40 * before;
        await UntilAsync(harness, seen => seen.Status?.DesiredReplicas > before && seen.Status.ReadyReplicas > before);
        Reading(harness)!.Source.Should().Be("direct scrape");

        await prometheus.Process.StartAsync();
        await Eventually.GetAsync(() => Task.FromResult(Reading(harness)), reading => reading is { Source: null, Error: ReadingError.None, Rate: > 0 });
        (await fixture.Client.AppsV1.ReadNamespacedDeploymentAsync("ocr", harness.Namespace)).Spec.Replicas.Should().BeGreaterThan(before);
    }

    private Task<OperatorHarness> StartAsync(string prefix, LocalPrometheus? prometheus) => OperatorHarness.StartAsync(
        fixture,
        prefix,
        options =>
        {
            options.PrometheusUrl = prometheus?.Address;
            options.Prometheus.ScrapeInterval = TimeSpan.FromMilliseconds(500);
            options.Prometheus.RateWindow = TimeSpan.FromSeconds(2);
        },
        replace: services => services.AddSingleton<IPodAddresses>(_addresses));

    private async Task<SimulatedFleet> ModelAsync(OperatorHarness harness, LocalPrometheus? prometheus, string scaleDownDelay = "5m")
    {
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(harness.Namespace, "ocr", harness.Namespace, spec =>
            spec.Scaling = new ScalingSpec { MinReplicas = 1, MaxReplicas = 12, Latency = new LatencyObjective { Target = "100ms" }, ScaleDownDelay = scaleDownDelay }));
        return _addresses.Fleet = new SimulatedFleet(fixture.Client, prometheus, harness.Namespace, "ocr");
    }

    private Task<ModelDeployment> UntilAsync(OperatorHarness harness, Func<ModelDeployment, bool> wanted) =>
        fixture.Client.UntilAsync(harness.Namespace, "ocr", wanted);

    private static MetricReading? Reading(OperatorHarness harness) => Entry(harness)?.Reading;

    private static ScalingEntry? Entry(OperatorHarness harness) => harness.Services.GetRequiredService<ScalingBoard>().Entries.Values.SingleOrDefault();

    private static async Task<ScalingEntry> NextAsync(OperatorHarness harness)
    {
        var last = Entry(harness)?.At;
        return (await Eventually.GetAsync(() => Task.FromResult(Entry(harness)), entry => entry is not null && entry.At != last))!;
    }
}
