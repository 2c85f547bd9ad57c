using InferenceOperator.Api;
using k8s;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

[Collection(ClusterCollection.Name)]
public sealed class ServingTests(ClusterFixture fixture)
{
    [Fact]
    public async Task A_model_on_the_cpu_becomes_ready_with_a_service_and_a_url()
    {
        await using var harness = await OperatorHarness.StartAsync(fixture, "serve");
        await Samples.RuntimeAsync(fixture.Client, harness.Namespace);
        await fixture.Client.CreateAsync(Samples.Model(harness.Namespace, "ocr", harness.Namespace, spec => spec.Replicas = 2));

        var model = await fixture.Client.UntilAsync<ModelDeployment>(harness.Namespace, "ocr", seen => seen.Is(ConditionTypes.Ready, "True") && seen.Status!.ReadyReplicas == 2);

        model.Status!.Url.Should().Be($"http://ocr.{harness.Namespace}.svc");
        model.Status.DesiredReplicas.Should().Be(2);
        model.Status.Runtime.Should().Be(harness.Namespace);
        var service = await fixture.Client.CoreV1.ReadNamespacedServiceAsync("ocr", harness.Namespace);
        service.Spec.Ports.Should().ContainSingle().Which.Port.Should().Be(80);
    }
}
