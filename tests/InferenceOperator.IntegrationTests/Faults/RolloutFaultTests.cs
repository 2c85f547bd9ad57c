using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;
using k8s;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Rollouts of `strategy: Auto` where GPUs are short: never a deadlock, and a single replica never stops serving for want of a GPU that training could give.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RolloutFaultTests(ClusterFixture fixture)
{
    private static readonly JsonObject Change = JsonNode.Parse("""{"template": {"env": [{"name": "THREADS", "value": "2"}]}}""")!.AsObject();

    [Fact]
    public async Task A_single_replica_surges_into_the_free_GPU()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.ModelAsync();
        await scene.ModelReadyAsync();
        await using var service = Availability.Watch(scene.Client, scene.Namespace);

        await RollOutAsync(scene);

        await RolledOutAsync(scene);
        service.LeastReady.Should().Be(1);
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_single_replica_surges_into_a_GPU_of_training_which_comes_back()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.ModelAsync();
        await scene.ModelReadyAsync();
        await scene.JobRunsAsync(workers: 1, play: ReclaimScene.Saves(seconds: 2));
        await using var service = Availability.Watch(scene.Client, scene.Namespace);

        await RollOutAsync(scene);

        var waits = await scene.ModelUntilAsync(model => model.Condition(ConditionTypes.Ready)?.Message.Contains("reclaiming 1 from training", StringComparison.Ordinal) == true);
        waits.Is(ConditionTypes.Reconciling, "True").Should().BeTrue();
        await RolledOutAsync(scene);
        service.LeastReady.Should().Be(1, "the old replica served until the new one did");
        var status = (await scene.RunsAsync(workers: 1)).Status!;
        (status.Preemptions, status.LostGpuSeconds, status.Restarts).Should().Be((1, 5, 0));
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_single_replica_is_replaced_in_place_where_training_may_not_be_asked()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.ModelAsync();
        await scene.ModelReadyAsync();
        await scene.JobRunsAsync(workers: 1, change: spec => spec.MaxPreemptions = 0);

        await RollOutAsync(scene);

        await RolledOutAsync(scene);
        (await scene.RunsAsync()).Status!.Preemptions.Should().Be(0);
        (await scene.Client.AppsV1.ReadNamespacedDeploymentAsync("ocr", scene.Namespace)).Spec.Strategy.RollingUpdate.MaxSurge.Value.Should().Be("0");
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task Two_replicas_are_replaced_in_place_rather_than_from_training()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: 3);
        await scene.ModelAsync(replicas: 2);
        await scene.ModelReadyAsync(replicas: 2);
        await scene.JobRunsAsync(workers: 1);
        await using var service = Availability.Watch(scene.Client, scene.Namespace);

        await RollOutAsync(scene);

        await RolledOutAsync(scene, replicas: 2);
        service.LeastReady.Should().Be(1);
        (await scene.RunsAsync()).Status!.Preemptions.Should().Be(0);
        await scene.AssertTruthAsync();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public async Task Two_rollouts_that_begin_at_one_moment_both_end(int gpus, bool training)
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: gpus);
        await Task.WhenAll(scene.ModelAsync("ocr"), scene.ModelAsync("det"));
        await scene.ModelReadyAsync("ocr");
        await scene.ModelReadyAsync("det");
        if (training) await scene.JobRunsAsync(workers: 1);

        await Task.WhenAll(RollOutAsync(scene, "ocr"), RollOutAsync(scene, "det"));

        await RolledOutAsync(scene, "ocr");
        await RolledOutAsync(scene, "det");
        if (training) (await scene.RunsAsync()).Status!.Preemptions.Should().BeInRange(1, 2);
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_rollout_goes_on_when_the_operator_dies_at_each_of_its_writes()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.ModelAsync();
        await scene.ModelReadyAsync();
        await scene.JobRunsAsync(workers: 1);
        await RollOutAsync(scene);

        for (var life = 0; life < 40; life++)
        {
            var kill = KillSwitch.Arm(scene.Proxy, 1, afterItIsDone: true);
            await Eventually.GetAsync(async () => kill.Died.IsCompleted || (await IsRolledOutAsync(scene) && (await scene.JobUntilAsync(_ => true)).Status!.State == "Running"), over => over);
            if (!kill.Died.IsCompleted) break;
            await scene.TakeOverAsync(kill);
        }

        await RolledOutAsync(scene);
        (await scene.RunsAsync(workers: 1)).Status!.Preemptions.Should().Be(1);
        await scene.AssertTruthAsync();
    }

    private static Task<ModelDeployment> RollOutAsync(ReclaimScene scene, string name = "ocr") =>
        scene.Client.MergeSpecAsync<ModelDeployment>(scene.Namespace, name, Change.DeepClone().AsObject());

    private static async Task RolledOutAsync(ReclaimScene scene, string name = "ocr", int replicas = 1)
    {
        await scene.ModelReadyAsync(name, replicas);
        await Eventually.GetAsync(() => IsRolledOutAsync(scene, name), done => done);
    }

    private static async Task<bool> IsRolledOutAsync(ReclaimScene scene, string name = "ocr")
    {
        var model = await scene.ModelUntilAsync(_ => true, name);
        var pods = (await scene.PodsAsync()).Where(pod => pod.Metadata.Labels?.TryGetValue(Labels.Model, out var of) == true && of == name).ToList();
        return model.Is(ConditionTypes.Ready, "True") && model.Status!.ObservedGeneration == model.Metadata.Generation
            && pods.Count == model.Spec.Replicas && pods.All(pod => pod.Spec.Containers[0].Env?.Any(variable => variable.Name == "THREADS") == true);
    }
}
