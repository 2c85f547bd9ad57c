using System.Text.Json.Nodes;
using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

[Collection(ClusterCollection.Name)]
public sealed class ServingTests(ClusterFixture fixture) : ModelTest(fixture)
{
    [Fact]
    public async Task A_model_becomes_ready_with_a_service_a_url_and_an_event()
    {
        await CreateAsync(spec => spec.Replicas = 2);

        var model = await UntilReadyAsync(2);

        model.Status!.Url.Should().Be($"http://{Name}.{Namespace}.svc");
        model.Status.DesiredReplicas.Should().Be(2);
        model.Status.Runtime.Should().Be(Runtime);
        model.Is(ConditionTypes.Reconciling, "False").Should().BeTrue();
        model.Is(ConditionTypes.Stalled, "False").Should().BeTrue();
        var service = await Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace);
        service.Spec.Ports.Should().ContainSingle().Which.Port.Should().Be(80);
        await Eventually.GetAsync(
            () => Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: "involvedObject.kind=ModelDeployment"),
            events => events.Items.Any(e => e.Reason == ConditionReasons.Available && e.Message == "2 of 2 replicas serve"));
    }

    [Fact]
    public async Task A_change_of_the_spec_is_rolled_out()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await ChangeAsync(JsonNode.Parse("""{"template": {"env": [{"name": "THREADS", "value": "2"}]}}""")!.AsObject());

        await UntilReadyAsync(1);
        var pods = await Eventually.GetAsync(
            () => Client.CoreV1.ListNamespacedPodAsync(Namespace), list => list.Items.Count(pod => pod.Metadata.DeletionTimestamp is null) == 1);
        pods.Items.Single(pod => pod.Metadata.DeletionTimestamp is null).Spec.Containers.Single().Env.Should().ContainSingle(variable => variable.Name == "THREADS");
    }

    [Fact]
    public async Task A_change_of_the_runtime_reaches_its_models()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await Client.MergeSpecAsync<InferenceRuntime>(null, Runtime, new JsonObject { ["image"] = "inference-server:next" });

        await UntilDeploymentAsync(deployment => deployment.Spec.Template.Spec.Containers.Single().Image == "inference-server:next");
    }

    [Fact]
    public async Task A_suspended_model_runs_nothing_and_comes_back()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await ChangeAsync(new JsonObject { ["suspend"] = true });
        await UntilAsync(model => model.Is(ConditionTypes.Ready, "False", ConditionReasons.Suspended) && model.Status!.Replicas == 0);

        await ChangeAsync(new JsonObject { ["suspend"] = false });
        await UntilReadyAsync(1);
    }

    [Theory]
    [InlineData(ScalingModes.Manual)]
    [InlineData(ScalingModes.External)]
    public async Task The_scale_subresource_sets_the_replicas(string mode)
    {
        await CreateAsync(spec => spec.Scaling.Mode = mode);
        await UntilReadyAsync(1);

        var scale = JsonNode.Parse("""{"spec": {"replicas": 3}}""")!;
        await Client.CustomObjects.PatchNamespacedCustomObjectScaleAsync(
            new V1Patch(scale.ToJsonString(), V1Patch.PatchType.MergePatch), ApiGroup.Name, ApiGroup.Version, Namespace, ModelDeployment.Plural, Name);

        var model = await UntilReadyAsync(3);
        var pods = await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: model.Status!.Selector);
        pods.Items.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_model_made_while_the_operator_was_away_is_served_when_it_is_back()
    {
        await CreateAsync();
        await Operator.StopAsync();
        await Client.CreateAsync(Samples.Model(Namespace, "later", Runtime));

        await Operator.StartAsync();

        await UntilReadyAsync(1);
        await Client.UntilAsync<ModelDeployment>(Namespace, "later", model => model.Is(ConditionTypes.Ready, "True"));
    }
}
