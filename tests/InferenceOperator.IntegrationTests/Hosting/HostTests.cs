using System.Net;
using InferenceOperator.Api;
using InferenceOperator.Hosting;
using InferenceOperator.IntegrationTests.ModelDeployments;
using InferenceOperator.LocalClusters;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Hosting;

[Collection(ClusterCollection.Name)]
public sealed class HostTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Health_readiness_and_metrics_are_served()
    {
        await using var harness = await OperatorHarness.StartAsync(fixture, "host");
        using var http = new HttpClient { BaseAddress = harness.Address };

        (await http.GetStringAsync("/healthz")).Should().Be("ok");
        (await http.GetStringAsync("/readyz")).Should().Be("ok: leading");
        (await http.GetStringAsync("/metrics")).Should().Contain("inference_operator_kube_requests_total");
    }

    [Fact]
    public async Task A_second_replica_stands_by_and_takes_over()
    {
        await using var first = await OperatorHarness.StartAsync(fixture, "host", options => (options.LeaderElect, options.LeaderElectionName) = (true, "theirs"), Lease);
        await Samples.RuntimeAsync(fixture.Client, first.Namespace);
        await using var second = OperatorHost.Build(
            options =>
            {
                options.Kubeconfig = fixture.Cluster.Kubeconfig;
                options.Namespace = first.Namespace;
                options.LeaderElectionName = "theirs";
                options.LeaderElectionNamespace = first.Namespace;
                options.MetricsPort = 0;
            },
            settings => settings.LeaderElection.RetryPeriod = TimeSpan.FromMilliseconds(200));
        await second.StartAsync();
        using var http = new HttpClient { BaseAddress = Address(second) };
        await Eventually.GetAsync(() => TextAsync(http), text => text == "ok: standing by");
        (await fixture.Client.CoordinationV1.ListNamespacedLeaseAsync(first.Namespace)).Items.Should().ContainSingle().Which.Metadata.Name.Should().Be("theirs");

        await first.StopAsync();
        await Eventually.GetAsync(() => TextAsync(http), text => text == "ok: leading");
        await fixture.Client.CreateAsync(Samples.Model(first.Namespace, "ocr", first.Namespace));

        await fixture.Client.UntilAsync<ModelDeployment>(first.Namespace, "ocr", model => model.Is(ConditionTypes.Ready, "True"));
        await second.StopAsync();
        await fixture.Client.DeleteAsync<InferenceRuntime>(null, first.Namespace);

        void Lease(InferenceOperator.Kubernetes.KubernetesOperatorOptions settings) =>
            (settings.LeaderElection.LeaseNamespace, settings.LeaderElection.RetryPeriod) = (settings.WatchNamespace, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task An_operator_without_its_crds_says_so_and_goes_on_when_they_come()
    {
        await using var cluster = await LocalCluster.StartAsync();
        await using var app = OperatorHost.Build(options => (options.Kubeconfig, options.MetricsPort, options.LeaderElect, options.Namespace) = (cluster.Kubeconfig, 0, false, "default"));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = Address(app) };

        await Eventually.GetAsync(() => TextAsync(http), text => text.StartsWith("waits for modeldeployments.inferenceoperator.io, ", StringComparison.Ordinal));
        (await http.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await http.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);

        await ClusterSetUp.InstallAsync(cluster.Client);

        await Eventually.GetAsync(() => TextAsync(http), text => text == "ok: leading");
        await app.StopAsync();
    }

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task<string> TextAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/readyz");
        return await response.Content.ReadAsStringAsync();
    }
}
