using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>Others scale a model, by right or not: kubectl, and the cluster's own HorizontalPodAutoscaler on an external metric, as KEDA feeds it.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ExternalScalingTests(ClusterFixture fixture) : ModelTest(fixture)
{
    private readonly ClusterFixture _fixture = fixture;

    [Theory]
    [InlineData(ScalingModes.Manual)]
    [InlineData(ScalingModes.External)]
    public async Task Kubectl_scales_a_model_whose_owner_scales_it(string mode)
    {
        await CreateAsync(spec => spec.Scaling.Mode = mode);
        await UntilReadyAsync(1);

        await KubectlAsync("scale", $"mdep/{Name}", "--replicas=3");

        var model = await UntilReadyAsync(3);
        model.Status!.Replicas.Should().Be(3);
        var scale = await ScaleAsync();
        scale["status"]!["replicas"]!.GetValue<int>().Should().Be(3);
        var pods = await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: scale["status"]!["selector"]!.GetValue<string>());
        pods.Items.Should().HaveCount(3);

        await KubectlAsync("scale", $"mdep/{Name}", "--replicas=0");

        await UntilAsync(seen => seen.Status is { Replicas: 0, DesiredReplicas: 0 });
    }

    [Fact]
    public async Task An_autoscaler_scales_a_model_in_mode_External()
    {
        await using var metrics = await ExternalMetrics.StartAsync(Client, Namespace);
        metrics.Say(Namespace, Autoscalers.Metric, 10);
        await CreateAsync(spec => spec.Scaling.Mode = ScalingModes.External);
        await UntilReadyAsync(1);
        await Client.CreateAutoscalerAsync(Namespace, "load", ModelDeployment.KindName, Name);

        metrics.Say(Namespace, Autoscalers.Metric, 40);

        var model = await UntilReadyAsync(4);
        (await DeploymentAsync()).Spec.Replicas.Should().Be(4);
        model.Is(ConditionTypes.ScalingActive, "False", ConditionReasons.ScalingDisabled).Should().BeTrue();
    }

    [Fact]
    public async Task An_autoscaler_on_a_model_in_mode_Slo_changes_nothing_and_is_named()
    {
        await using var metrics = await ExternalMetrics.StartAsync(Client, Namespace);
        metrics.Say(Namespace, Autoscalers.Metric, 40);
        await CreateAsync(spec => spec.Scaling = new ScalingSpec { Latency = new LatencyObjective { Target = "80ms" } });
        await UntilReadyAsync(1);

        await Client.CreateAutoscalerAsync(Namespace, "load", ModelDeployment.KindName, Name);

        var model = await UntilAsync(seen => seen.Spec.Replicas > 1 && seen.Condition(ConditionTypes.ScalingActive)?.Reason == ConditionReasons.SecondOwner);
        model.Condition(ConditionTypes.ScalingActive)!.Message.Should().Contain($"HorizontalPodAutoscaler {Namespace}/load").And.Contain("no effect in mode Slo").And.Contain("mode: External");
        await Operator.ReconcileModelAsync(Name, 3);
        (await DeploymentAsync()).Spec.Replicas.Should().Be(1);

        await Client.DeleteAutoscalerAsync(Namespace, "load");
        await UntilAsync(seen => seen.Condition(ConditionTypes.ScalingActive)?.Reason != ConditionReasons.SecondOwner);
    }

    [Fact]
    public async Task An_autoscaler_on_the_Deployment_is_named_and_not_fought_in_a_loop()
    {
        await using var metrics = await ExternalMetrics.StartAsync(Client, Namespace);
        metrics.Say(Namespace, Autoscalers.Metric, 40);
        await CreateAsync();
        await UntilReadyAsync(1);

        await Client.CreateAutoscalerAsync(Namespace, "load", "Deployment", Name);

        var model = await UntilAsync(seen => seen.Is(ConditionTypes.ScalingActive, "False", ConditionReasons.SecondOwner));
        model.Condition(ConditionTypes.ScalingActive)!.Message.Should().Contain($"delete HorizontalPodAutoscaler {Namespace}/load").And.Contain("mode: External");
        await EventAsync(message => message.Contains($"HorizontalPodAutoscaler {Namespace}/load", StringComparison.Ordinal));
        // It takes the number until it is let be: then the Deployment stays as it left it, through any number of reconciles.
        var held = await Eventually.GetAsync(
            async () =>
            {
                var before = await DeploymentAsync();
                await Operator.ReconcileModelAsync(Name, 5);
                return (Before: before, After: await DeploymentAsync());
            },
            seen => seen.Before.Spec.Replicas == 4 && seen.After.Spec.Replicas == 4 && seen.Before.Metadata.Generation == seen.After.Metadata.Generation);
        held.After.Metadata.Generation.Should().BeLessThan(20);

        await Client.DeleteAutoscalerAsync(Namespace, "load");

        await UntilDeploymentAsync(seen => seen.Spec.Replicas == 1);
        await UntilAsync(seen => seen.Is(ConditionTypes.ScalingActive, "False", ConditionReasons.ScalingDisabled));
    }

    [Fact]
    public async Task Kubectl_scale_of_the_Deployment_is_put_back_and_whoever_insists_is_told()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            await KubectlAsync("scale", $"deployment/{Name}", "--replicas=4");
            await UntilDeploymentAsync(seen => seen.Spec.Replicas == 1);
        }

        await KubectlAsync("scale", $"deployment/{Name}", "--replicas=4");

        var model = await UntilAsync(seen => seen.Is(ConditionTypes.ScalingActive, "False", ConditionReasons.SecondOwner));
        model.Condition(ConditionTypes.ScalingActive)!.Message.Should().Contain($"spec.replicas of Deployment {Name} to 4").And.Contain($"scale ModelDeployment {Name} instead");
        await UntilDeploymentAsync(seen => seen.Spec.Replicas == 1);
    }

    [Fact]
    public async Task Whoever_patches_the_Deployments_replicas_is_named_in_an_event()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await Client.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch("""{"spec": {"replicas": 4}}""", V1Patch.PatchType.MergePatch), Name, Namespace, fieldManager: "some-tool");

        await UntilDeploymentAsync(seen => seen.Spec.Replicas == 1);
        await EventAsync(message => message.Contains("field manager \"some-tool\" set spec.replicas", StringComparison.Ordinal));
    }

    private async Task EventAsync(Func<string, bool> wanted) => await Eventually.GetAsync(
        () => Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: "involvedObject.kind=ModelDeployment"),
        events => events.Items.Any(e => e.Reason == ConditionReasons.SecondOwner && wanted(e.Message)));

    private async Task KubectlAsync(params string[] arguments)
    {
        var result = await _fixture.Cluster.KubectlAsync(["--namespace", Namespace, .. arguments]);
        result.ExitCode.Should().Be(0, result.Error);
    }

    private async Task<JsonNode> ScaleAsync() => JsonNode.Parse(KubernetesJson.Serialize(
        await Client.CustomObjects.GetNamespacedCustomObjectScaleAsync(ApiGroup.Name, ApiGroup.Version, Namespace, ModelDeployment.Plural, Name)))!;
}
