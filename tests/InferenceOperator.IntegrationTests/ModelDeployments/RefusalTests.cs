using System.Net;
using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Api.Schema;
using k8s;
using k8s.Autorest;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

[Collection(ClusterCollection.Name)]
public sealed class RefusalTests(ClusterFixture fixture) : ModelTest(fixture)
{
    [Fact]
    public async Task An_invalid_spec_is_refused_with_what_to_write_and_nothing_is_made()
    {
        try
        {
            await CreateAsync(spec => spec.Scaling = new ScalingSpec { Mode = ScalingModes.Slo });
        }
        catch (HttpOperationException refused) when (refused.Response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            // An API server that knows CEL rules refuses it with the same words.
            refused.Response.Content.Should().Contain(RuleMessages.LatencyRequired);
            return;
        }

        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.InvalidSpec));

        model.Condition(ConditionTypes.Stalled)!.Message.Should().Be($"spec.scaling: {RuleMessages.LatencyRequired}");
        model.Is(ConditionTypes.Ready, "False", ConditionReasons.InvalidSpec).Should().BeTrue();
        model.Is(ConditionTypes.Reconciling, "False").Should().BeTrue();
        await NothingExistsAsync();
        await Eventually.GetAsync(
            () => Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: "involvedObject.kind=ModelDeployment"),
            events => events.Items.Any(e => e is { Reason: ConditionReasons.InvalidSpec, Type: "Warning" }));
    }

    [Fact]
    public async Task A_spec_that_becomes_invalid_leaves_what_runs_and_heals_when_it_is_put_right()
    {
        await Client.MergeSpecAsync<InferenceRuntime>(null, Runtime, new JsonObject { ["gpuSupport"] = GpuSupports.None });
        await CreateAsync();
        await UntilReadyAsync(1);
        var before = await DeploymentAsync();

        await ChangeAsync(JsonNode.Parse("""{"gpu": {"count": 1}, "replicas": 3}""")!.AsObject());
        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.InvalidSpec));

        model.Is(ConditionTypes.ModelReady, "True").Should().BeTrue();
        model.Status!.ReadyReplicas.Should().Be(1);
        (await DeploymentAsync()).Metadata.Generation.Should().Be(before.Metadata.Generation);

        await ChangeAsync(JsonNode.Parse("""{"gpu": {"count": 0}}""")!.AsObject());
        await UntilReadyAsync(3);
    }

    [Fact]
    public async Task A_model_waits_for_its_runtime_and_is_served_when_it_comes()
    {
        var later = Runtime + "-later";
        await CreateAsync(spec => spec.Runtime = later);
        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.RuntimeNotFound));
        model.Condition(ConditionTypes.Stalled)!.Message.Should().Contain($"\"{later}\", which does not exist").And.Contain($"{Runtime} ({Runtime})");

        await Samples.RuntimeAsync(Client, later);

        await UntilReadyAsync(1);
        await Client.DeleteAsync<InferenceRuntime>(null, later);
    }

    [Fact]
    public async Task A_model_on_gpus_does_not_fit_a_runtime_for_cpus()
    {
        var cpu = Runtime + "-cpu";
        await Samples.RuntimeAsync(Client, cpu, spec => spec.GpuSupport = GpuSupports.None);
        await CreateAsync(spec => (spec.Runtime, spec.Gpu.Count) = (cpu, 1));

        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.InvalidSpec));

        model.Condition(ConditionTypes.Stalled)!.Message.Should().Contain("spec.gpu.count \"1\"");
        await NothingExistsAsync();
        await Client.DeleteAsync<InferenceRuntime>(null, cpu);
    }

    [Fact]
    public async Task An_invalid_runtime_says_so_and_serves_nothing()
    {
        await Client.MergeSpecAsync<InferenceRuntime>(null, Runtime, JsonNode.Parse("""{"writablePaths": ["cache"]}""")!.AsObject());
        await CreateAsync();

        var runtime = await Client.UntilAsync<InferenceRuntime>(null, Runtime, seen => seen.Status?.Conditions?.Any(c => c is { Type: "Stalled", Status: "True" }) == true);
        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.RuntimeInvalid));

        runtime.Status!.Conditions!.Single(c => c.Type == ConditionTypes.Ready).Message.Should().Contain("spec.writablePaths");
        model.Condition(ConditionTypes.Ready)!.Message.Should().Contain("spec.writablePaths");
    }

    [Fact]
    public async Task What_only_the_api_server_finds_wrong_is_told_in_its_words_and_what_runs_can_still_be_stopped()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await ChangeAsync(JsonNode.Parse("""{"template": {"env": [{"name": "A", "value": "1", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]}}""")!.AsObject());
        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.ApplyRefused));
        model.Condition(ConditionTypes.Stalled)!.Message.Should().Contain("valueFrom");
        model.Is(ConditionTypes.Ready, "False", ConditionReasons.ApplyRefused).Should().BeTrue();
        model.Status!.ObservedGeneration.Should().Be(model.Metadata.Generation);
        model.Status.ReadyReplicas.Should().Be(1);

        await ChangeAsync(new JsonObject { ["suspend"] = true });
        await UntilDeploymentAsync(deployment => deployment.Spec.Replicas == 0);

        await ChangeAsync(JsonNode.Parse("""{"suspend": false, "template": null}""")!.AsObject());
        await UntilReadyAsync(1);
    }

    [Fact]
    public async Task A_model_whose_runtime_is_broken_can_be_scaled_down_and_suspended_but_not_up()
    {
        await CreateAsync(spec => spec.Replicas = 3);
        await UntilReadyAsync(3);
        var before = await DeploymentAsync();
        await Client.MergeSpecAsync<InferenceRuntime>(null, Runtime, JsonNode.Parse("""{"writablePaths": ["cache"]}""")!.AsObject());
        await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.RuntimeInvalid));

        await ChangeAsync(new JsonObject { ["replicas"] = 2 });
        await UntilDeploymentAsync(deployment => deployment.Spec.Replicas == 2);
        await ChangeAsync(new JsonObject { ["replicas"] = 5 });
        await UntilAsync(seen => seen.Status!.ObservedGeneration == seen.Metadata.Generation);
        (await DeploymentAsync()).Spec.Replicas.Should().Be(2);
        await ChangeAsync(new JsonObject { ["suspend"] = true });
        var suspended = await UntilDeploymentAsync(deployment => deployment.Spec.Replicas == 0);
        KubernetesJson.Serialize(suspended.Spec.Template).Should().Be(KubernetesJson.Serialize(before.Spec.Template));

        await Client.MergeSpecAsync<InferenceRuntime>(null, Runtime, JsonNode.Parse("""{"writablePaths": null}""")!.AsObject());
        await ChangeAsync(new JsonObject { ["suspend"] = false });
        await UntilReadyAsync(5);
    }

    [Fact]
    public async Task An_invalid_spec_does_not_keep_a_model_from_being_suspended()
    {
        await CreateAsync();
        await UntilReadyAsync(1);

        await ChangeAsync(JsonNode.Parse("""{"suspend": true, "template": {"nodeSelector": {"zone": "-"}}}""")!.AsObject());

        await UntilAsync(seen => seen.Is(ConditionTypes.Stalled, "True", ConditionReasons.InvalidSpec));
        await UntilDeploymentAsync(deployment => deployment.Spec.Replicas == 0);
    }

    private async Task NothingExistsAsync()
    {
        foreach (var read in (Func<Task>[])[DeploymentAsync, () => Client.CoreV1.ReadNamespacedServiceAsync(Name, Namespace)])
            (await read.Should().ThrowAsync<HttpOperationException>()).Which.Response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }
}
