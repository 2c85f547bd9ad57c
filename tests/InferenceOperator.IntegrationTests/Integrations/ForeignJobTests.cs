using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Integrations;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>Training objects of other projects give their GPUs to models and get them back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ForeignJobTests(ClusterFixture fixture)
{
    [Theory]
    [InlineData("JobSet")]
    [InlineData("TrainJob")]
    [InlineData("PyTorchJob")]
    [InlineData("RayJob")]
    public async Task Is_suspended_for_a_model_and_resumed_when_the_model_goes_also_by_another_operator(string name)
    {
        var kind = ForeignKind.Of(name);
        await using var scene = await ForeignScene.StartAsync(fixture);
        await scene.CreateAsync(kind);
        await scene.RunningAsync();

        await scene.ModelAsync();
        await scene.UntilSuspendedByUsAsync(kind);
        await scene.StoppedAsync();
        await scene.ModelReadyAsync();
        (await scene.EventAsync(name, ConditionReasons.Preempted)).Message.Should().Contain($"{scene.Namespace}/ocr").And.Contain("4 GPUs of 2 pods");
        (await scene.EventAsync(name, ConditionReasons.WaitingForGpus)).Message.Should().StartWith("place 1 in the queue: ");

        await scene.Operator.StopAsync();
        await scene.ModelGoesAsync();
        await scene.Operator.StartAsync();
        var resumed = await scene.UntilAsync(kind, found => !kind.IsSuspended(found));
        resumed.Annotation(IntegrationAnnotations.Suspended).Should().BeNull();
        await scene.RunningAsync();
        JsonNode.Parse(resumed.Annotation(IntegrationAnnotations.Preemptions)!)!["times"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task Without_the_label_it_is_nobodys_business()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        await scene.CreateAsync(ForeignKind.PyTorchJob, preemptible: false);
        var before = await scene.RunningAsync();

        await scene.ModelAsync();
        await scene.ModelWaitsAsync();

        (await scene.RunningAsync()).Select(pod => pod.Metadata.Uid).Should().BeEquivalentTo(before.Select(pod => pod.Metadata.Uid));
        (await scene.ReadAsync(ForeignKind.PyTorchJob))["metadata"]!["annotations"].Should().BeNull();
    }

    [Fact]
    public async Task An_object_of_a_Kueue_queue_is_left_to_Kueue_and_told_so()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        await scene.CreateAsync(ForeignKind.JobSet, labels: new JsonObject { [IntegrationAnnotations.KueueQueue] = "team-a" });
        await scene.RunningAsync();

        await scene.ModelAsync();
        await scene.ModelWaitsAsync();

        (await scene.EventAsync("JobSet", ConditionReasons.LeftAlone)).Message.Should().Contain("Kueue").And.Contain("team-a");
        ForeignKind.JobSet.IsSuspended(await scene.ReadAsync(ForeignKind.JobSet)).Should().BeFalse();
    }

    [Fact]
    public async Task What_its_owner_suspended_is_never_resumed()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        await scene.CreateAsync(ForeignKind.PyTorchJob, "theirs", suspend: true);
        await scene.CreateAsync(ForeignKind.PyTorchJob, "ours");
        await scene.RunningAsync();
        await scene.ModelAsync();
        await scene.UntilSuspendedByUsAsync(ForeignKind.PyTorchJob, "ours");
        await scene.ModelReadyAsync();

        await scene.ModelGoesAsync();
        await scene.UntilAsync(ForeignKind.PyTorchJob, found => !ForeignKind.PyTorchJob.IsSuspended(found), "ours");

        ForeignKind.PyTorchJob.IsSuspended(await scene.ReadAsync(ForeignKind.PyTorchJob, "theirs")).Should().BeTrue();
    }

    [Fact]
    public async Task What_its_owner_resumed_counts_as_running_and_is_not_asked_again_for_a_while()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        var kind = ForeignKind.PyTorchJob;
        await scene.CreateAsync(kind);
        await scene.RunningAsync();
        await scene.ModelAsync();
        await scene.UntilSuspendedByUsAsync(kind);
        await scene.ModelReadyAsync();

        await scene.Client.SuspendAsync(kind, scene.Namespace, "train", suspend: false);

        var seen = await scene.UntilAsync(kind, found => found.Annotation(IntegrationAnnotations.Suspended) is null);
        kind.IsSuspended(seen).Should().BeFalse();
        seen.Annotation(IntegrationAnnotations.Preemptions).Should().Contain("notBefore");
        await scene.EventAsync(kind.Kind, ConditionReasons.ResumedByOthers);
        // The model has one of the four GPUs: one pod runs, the other waits, and nobody is asked to go.
        await Eventually.GetAsync(scene.PodsAsync, pods => pods.Count == 2 && pods.Any(pod => pod.Status.Phase == "Running"));
        (await scene.ModelReadyAsync()).Status!.ReadyReplicas.Should().Be(1);
        kind.IsSuspended(await scene.ReadAsync(kind)).Should().BeFalse();
    }

    [Fact]
    public async Task Whoever_removes_the_mark_takes_a_suspended_object_over()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        var kind = ForeignKind.PyTorchJob;
        await scene.CreateAsync(kind, "theirs", pods: 1);
        await scene.CreateAsync(kind, "ours", pods: 1);
        await scene.RunningAsync();
        await scene.ModelAsync(gpus: 2, replicas: 2);
        await scene.UntilSuspendedByUsAsync(kind, "theirs");
        await scene.UntilSuspendedByUsAsync(kind, "ours");
        await scene.ModelReadyAsync();

        await scene.Client.PatchAsync(kind, scene.Namespace, "theirs", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.Suspended] = null } } });
        await scene.ModelGoesAsync();
        await scene.UntilAsync(kind, found => !kind.IsSuspended(found), "ours");

        kind.IsSuspended(await scene.ReadAsync(kind, "theirs")).Should().BeTrue();
    }

    [Fact]
    public async Task What_its_suspension_lost_counts_against_the_limit_of_its_pool_also_for_another_operator()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        var kind = ForeignKind.PyTorchJob;
        // Two of the four GPUs may lose 2 × (600 + 60), and no second stop is within the limit.
        await scene.LimitWasteAsync(1800);
        await scene.CreateAsync(kind, "one", pods: 1);
        await scene.CreateAsync(kind, "two", pods: 1);
        await scene.RunningAsync();
        await scene.ModelAsync(gpus: 2);
        var suspended = await Eventually.GetAsync(
            async () => (await Task.WhenAll(scene.ReadAsync(kind, "one"), scene.ReadAsync(kind, "two"))).Where(kind.IsSuspended).ToList(), found => found.Count > 0);
        await scene.ModelReadyAsync();
        var lost = JsonNode.Parse(suspended.Single().Annotation(IntegrationAnnotations.Preemptions)!)!["losses"]!.AsArray().Single()!;
        lost["pool"]!.GetValue<string>().Should().Be(scene.Namespace);

        await scene.Operator.StopAsync();
        await scene.Operator.StartAsync();

        await scene.PoolUntilAsync(pool => pool.Status?.WastedGpuSeconds == lost["gpuSeconds"]!.GetValue<long>());
        await scene.LimitWasteAsync(lost["gpuSeconds"]!.GetValue<long>());
        await scene.Client.MergeSpecAsync<ModelDeployment>(scene.Namespace, "ocr", new JsonObject { ["replicas"] = 2 });
        await scene.PoolUntilAsync(pool => pool.Status?.Conditions?.Any(condition => condition is { Type: ConditionTypes.ReclaimLimited, Status: "True" }) == true);
        await scene.LimitWasteAsync(100_000);
        await Eventually.GetAsync(() => Task.WhenAll(scene.ReadAsync(kind, "one"), scene.ReadAsync(kind, "two")), found => found.All(kind.IsSuspended));
    }

    [Fact]
    public async Task A_controller_that_ignores_the_suspension_is_named_and_the_suspension_taken_back()
    {
        await using var scene = await ForeignScene.StartAsync(fixture, pace => pace with { Patience = TimeSpan.FromSeconds(2) });
        var kind = ForeignKind.PyTorchJob;
        await scene.CreateAsync(kind, labels: new JsonObject { [StandIns.Ignores] = "true" });
        var before = await scene.RunningAsync();

        await scene.ModelAsync();
        await scene.UntilSuspendedByUsAsync(kind);
        var after = await scene.UntilAsync(kind, found => !kind.IsSuspended(found));

        after.Annotation(IntegrationAnnotations.Suspended).Should().BeNull();
        var history = JsonNode.Parse(after.Annotation(IntegrationAnnotations.Preemptions)!)!;
        (history["times"]!.AsArray().Count, history["lostGpuSeconds"]!.GetValue<double>()).Should().Be((0, 0), "it came to nothing");
        (await scene.EventAsync(kind.Kind, ConditionReasons.SuspendIgnored)).Message.Should().Contain("2 pods run");
        await scene.ModelWaitsAsync();
        (await scene.RunningAsync()).Select(pod => pod.Metadata.Uid).Should().BeEquivalentTo(before.Select(pod => pod.Metadata.Uid));
    }

    [Fact]
    public async Task A_RayJob_that_KubeRay_would_not_suspend_is_left_alone_and_told_why()
    {
        await using var scene = await ForeignScene.StartAsync(fixture);
        await scene.CreateAsync(ForeignKind.RayJob);
        await scene.Client.PatchAsync(ForeignKind.RayJob, scene.Namespace, "train", new JsonObject { ["spec"] = new JsonObject { ["shutdownAfterJobFinishes"] = false } });
        await scene.RunningAsync();

        await scene.ModelAsync();
        await scene.ModelWaitsAsync();

        (await scene.EventAsync("RayJob", ConditionReasons.LeftAlone)).Message.Should().Contain("spec.shutdownAfterJobFinishes must be true");
    }
}
