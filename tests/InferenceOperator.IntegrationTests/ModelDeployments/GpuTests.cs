using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

[Collection(ClusterCollection.Name)]
public sealed class GpuTests(ClusterFixture fixture) : ModelTest(fixture)
{
    [Fact]
    public async Task Replicas_are_placed_on_nodes_with_the_product()
    {
        var product = await OwnNodesAsync(count: 2, gpus: 4);
        await CreateAsync(spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = 2, Products = [product] }, 2));

        var model = await UntilReadyAsync(2);

        (await NodesAsync()).Should().HaveCount(2).And.AllSatisfy(node => node.Should().StartWith(product));
        model.Status!.Placement!.GpusRequested.Should().Be(4);
        model.Status.Placement.GpusBound.Should().Be(4);
        model.Status.Placement.WaitingFor.Should().BeNull();
        model.Is(ConditionTypes.Scheduled, "True").Should().BeTrue();
    }

    [Fact]
    public async Task Replicas_are_placed_on_nodes_with_the_memory()
    {
        var product = await OwnNodesOfTwoSizesAsync(smallMiB: 23028, largeMiB: 81559);
        await CreateAsync(spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = 1, Products = [product], MinMemory = new ResourceQuantity("40Gi") }, 2));

        await UntilReadyAsync(2);

        (await NodesAsync()).Should().HaveCount(2).And.AllSatisfy(node => node.Should().StartWith($"{product}-large"));
    }

    [Fact]
    public async Task Only_replicas_that_have_a_place_are_made_and_the_status_says_what_is_missing()
    {
        var product = await OwnNodesAsync(count: 2, gpus: 8);
        await CreateAsync(spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = 8, Products = [product] }, 3));

        var model = await UntilAsync(seen => seen.Status?.ReadyReplicas == 2 && seen.Is(ConditionTypes.Scheduled, "False", ConditionReasons.WaitingForGpus));

        model.Is(ConditionTypes.Ready, "False", ConditionReasons.WaitingForGpus).Should().BeTrue();
        model.Status!.Placement!.WaitingFor.Should().Contain(product).And.Contain("0 of 16 free");
        model.Status.Placement.GpusRequested.Should().Be(24);
        model.Status.Placement.GpusBound.Should().Be(16);
        (await DeploymentAsync()).Spec.Replicas.Should().Be(2);

        await ChangeAsync(new JsonObject { ["replicas"] = 2 });
        await UntilReadyAsync(2);
    }

    [Fact]
    public async Task A_product_that_no_node_has_is_named()
    {
        await CreateAsync(spec => spec.Gpu = new GpuRequirements { Count = 1, Products = ["NVIDIA-B300"] });

        var model = await UntilAsync(seen => seen.Is(ConditionTypes.Scheduled, "False", ConditionReasons.NoSuitableNode));

        model.Condition(ConditionTypes.Scheduled)!.Message.Should().Contain("NVIDIA-B300");
        (await DeploymentAsync()).Spec.Replicas.Should().Be(0);
    }

    [Fact]
    public async Task A_model_falls_back_to_the_cpu_when_no_node_could_ever_fit()
    {
        await CreateAsync(spec => spec.Gpu = new GpuRequirements { Count = 1, Products = ["NVIDIA-B300"], Fallback = GpuFallbacks.Cpu });

        var model = await UntilReadyAsync(1);

        (await DeploymentAsync()).Spec.Template.Spec.Containers.Single().Resources?.Limits.Should().BeNull();
        model.Status!.Placement!.GpusRequested.Should().Be(0);
    }

    [Fact]
    public async Task Nobody_gives_up_a_gpu_for_a_model_without_a_runtime()
    {
        var later = Runtime + "-later";
        var created = await CreateAsync(spec => (spec.Runtime, spec.Gpu, spec.Replicas) = (later, new GpuRequirements { Count = 1 }, 2));
        var plan = Operator.Services.GetRequiredService<PlanBoard>();
        var admission = await Eventually.GetAsync(() => Task.FromResult(plan.Models.Get(created.Metadata.Uid)), entry => entry is not null);
        admission!.Wanted.Should().Be(0);

        await Samples.RuntimeAsync(Client, later);

        await UntilReadyAsync(2);
        await Client.DeleteAsync<InferenceRuntime>(null, later);
    }

    [Fact]
    public async Task A_restart_of_the_operator_takes_no_replica_away()
    {
        await CreateAsync(spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = 1 }, 3));
        await UntilReadyAsync(3);
        var before = await DeploymentAsync();

        await Operator.RestartAsync();
        await Operator.SettleModelAsync(Name);

        (await DeploymentAsync()).Metadata.Generation.Should().Be(before.Metadata.Generation);
    }

    [Fact]
    public async Task A_restart_of_the_operator_leaves_what_runs_on_cpus_alone()
    {
        await CreateAsync(spec => spec.Gpu = new GpuRequirements { Count = 1, Products = ["NVIDIA-B300"], Fallback = GpuFallbacks.Cpu });
        await UntilReadyAsync(1);
        var before = await DeploymentAsync();

        await Operator.RestartAsync();
        await Operator.SettleModelAsync(Name);

        (await DeploymentAsync()).Metadata.Generation.Should().Be(before.Metadata.Generation);
    }

    [Fact]
    public async Task A_rollout_on_a_full_cluster_replaces_in_place()
    {
        var product = await OwnNodesAsync(count: 2, gpus: 8);
        await CreateAsync(spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = 8, Products = [product] }, 2));
        await UntilReadyAsync(2);

        await ChangeAsync(JsonNode.Parse("""{"template": {"env": [{"name": "THREADS", "value": "2"}]}}""")!.AsObject());

        await UntilReadyAsync(2);
        (await DeploymentAsync()).Spec.Strategy.RollingUpdate.MaxSurge.Value.Should().Be("0");
    }

    [Fact]
    public async Task A_pool_counts_its_gpus()
    {
        await Client.CreateAsync(new GpuPool { Metadata = new V1ObjectMeta { Name = Runtime } });
        var product = await OwnNodesAsync(count: 2, gpus: 4);
        await CreateAsync(spec => (spec.Gpu, spec.Replicas) = (new GpuRequirements { Count = 2, Products = [product] }, 1));

        var pool = await Client.UntilAsync<GpuPool>(null, Runtime, seen => seen.Status?.Gpus?.Any(gpu => gpu.Product == product && gpu.Inference == 2) == true);

        var counted = pool.Status!.Gpus!.Single(gpu => gpu.Product == product);
        counted.Capacity.Should().Be(8);
        counted.Free.Should().Be(6);
        pool.Status.Conditions!.Single(condition => condition.Type == ConditionTypes.Ready).Status.Should().Be("True");
        await Client.DeleteAsync<GpuPool>(null, Runtime);
    }

    private async Task<IReadOnlyList<string>> NodesAsync() =>
        [.. (await Client.CoreV1.ListNamespacedPodAsync(Namespace)).Items.Select(pod => pod.Spec.NodeName)];
}
