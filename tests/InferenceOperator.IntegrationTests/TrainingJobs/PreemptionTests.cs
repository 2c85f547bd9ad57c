using InferenceOperator.Api;
using InferenceOperator.Core.Training;
using InferenceOperator.LocalClusters.Nodes;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

[Collection(ClusterCollection.Name)]
public sealed class PreemptionTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Checkpoints_and_suspends_for_the_plan_and_comes_back()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(2);
        scene.Grant(job, 2);
        await scene.RunsAsync();

        scene.Preempt(job);
        var status = (await scene.UntilAsync(seen => seen is { State: "Preempted", ActiveWorkers: 0 })).Status!;
        (await scene.PodsUntilAsync(pods => pods.Count == 0)).Should().BeEmpty();
        (status.LastCheckpoint!.Message, status.LastCheckpoint.ExitCode).Should().Be((GangScene.Acknowledgement, 0));
        status.LastCheckpoint.Time.Should().NotBeNull();
        (status.Preemptions, status.DesiredWorkers, status.PreemptionTimes!.Count).Should().Be((1, 0, 1));
        status.LostGpuSeconds.Should().Be(10, "two GPUs take five seconds each to load and warm up again, and nothing else was lost");
        var preempted = status.Conditions!.Single(condition => condition.Type == ConditionTypes.Preempted);
        preempted.Status.Should().Be("True");
        preempted.Message.Should().Contain("vision/ocr").And.Contain(GangScene.Acknowledgement);

        scene.Grant(job, 2);
        status = (await scene.RunsAsync(attempt: 2)).Status!;
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Preempted && condition.Status == "False");
        (status.Preemptions, status.Restarts).Should().Be((1, 0));
        var events = await Eventually.GetAsync(scene.EventsAsync, seen => seen.Contains(ConditionReasons.GangRunning) && seen.Contains(ConditionReasons.CheckpointSaved));
        events.Should().Contain([ConditionReasons.GangStarted, ConditionReasons.Preempted]);
    }

    [Fact]
    public async Task Shrinks_to_the_workers_that_are_left_and_restarts_them_at_the_new_world_size()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(4, spec => spec.MinWorkers = 2);
        scene.Grant(job, 4);
        await scene.RunsAsync();
        scene.Grant(job, new TrainingGrant(2, GrantKind.Shrink, "model vision/ocr needs GPUs: 4 -> 2 workers"));
        var status = (await scene.RunsAsync(attempt: 2)).Status!;
        (status.WorldSize, status.ActiveWorkers, status.Preemptions, status.WorkersSummary).Should().Be((2, 2, 1, "2/4"));
        var pods = await scene.PodsUntilAsync(seen => seen.Count == 2);
        pods.Should().OnlyContain(pod => pod.Metadata.Labels[Labels.WorldSize] == "2"
            && pod.Spec.Containers[0].Env.Single(variable => variable.Name == "WORLD_SIZE").Value == "2");
        scene.Grant(job, 4);
        (await scene.RunsAsync(attempt: 3)).Status!.WorldSize.Should().Be(4);
    }

    [Fact]
    public async Task Counts_what_is_lost_when_workers_ignore_the_request_to_save()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(
            1, spec => spec.Checkpoint.GracePeriod = "1s", new Dictionary<string, string> { [FakeAnnotations.IgnoreSigterm] = "true" });
        scene.Grant(job, 1);
        await scene.RunsAsync();
        scene.Preempt(job);
        var status = (await scene.UntilAsync(seen => seen.State == "Preempted")).Status!;
        status.LastCheckpoint.Should().BeNull();
        status.LostGpuSeconds.Should().BeGreaterThan(5);
        status.Conditions!.Single(condition => condition.Type == ConditionTypes.Preempted).Message.Should().Contain("137");
        await Eventually.GetAsync(scene.EventsAsync, seen => seen.Contains(ConditionReasons.CheckpointMissing));
    }

    [Fact]
    public async Task Records_the_checkpoint_once_when_the_operator_is_restarted_while_workers_save()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(2, play: new Dictionary<string, string>
        {
            [FakeAnnotations.OnTermExitCode] = "0",
            [FakeAnnotations.OnTermMessage] = GangScene.Acknowledgement,
            [FakeAnnotations.OnTermDelay] = "2",
        });
        scene.Grant(job, 2);
        await scene.RunsAsync();
        scene.Preempt(job);
        await scene.PodsUntilAsync(pods => pods.Count > 0 && pods.All(pod => pod.Metadata.DeletionTimestamp is not null));
        await scene.StopOperatorAsync();
        // Every worker has ended, and nobody was there to read what it said: its pod waits.
        await scene.PodsUntilAsync(pods => pods.Count == 2 && pods.All(pod => pod.Status.ContainerStatuses[0].State.Terminated is not null));
        await scene.StartOperatorAsync();
        var status = (await scene.UntilAsync(seen => seen.State == "Preempted")).Status!;
        (status.Preemptions, status.LostGpuSeconds, status.LastCheckpoint!.Message).Should().Be((1, 10, GangScene.Acknowledgement));
        await scene.PodsUntilAsync(pods => pods.Count == 0);
    }

    [Fact]
    public async Task Does_not_stop_anything_after_a_restart_until_the_plan_speaks()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(1);
        scene.Grant(job, 1);
        await scene.RunsAsync();
        var pod = (await scene.PodsAsync()).Single().Metadata.Uid;
        await scene.StopOperatorAsync();
        scene.ForgetGrants();
        await scene.StartOperatorAsync();
        scene.Wake();
        await scene.CreateAsync(1, name: "other");
        await scene.Client.UntilAsync<TrainingJob>(scene.Namespace, "other", other => other.Status?.State == "Queued");
        (await scene.PodsAsync()).Should().ContainSingle().Which.Metadata.Uid.Should().Be(pod);
        (await scene.RunsAsync()).Status!.DesiredWorkers.Should().Be(1);
    }
}
