using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Workers that do not do as they are asked while a model waits for their GPUs.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReclaimWorkerTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Workers_that_ignore_the_request_are_killed_at_the_deadline_and_the_model_gets_their_GPU()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(change: spec => spec.Checkpoint.GracePeriod = "2s", play: new() { [FakeAnnotations.IgnoreSigterm] = "true" });

        await scene.ModelAsync();

        await scene.ModelReadyAsync();
        var status = (await scene.JobUntilAsync(seen => seen.State == "Preempted")).Status!;
        (status.Preemptions, status.Restarts, status.LastCheckpoint).Should().Be((1, 0, null));
        status.LostGpuSeconds.Should().BeGreaterThan(10, "two GPUs lost what they did since the start, and take five seconds each to warm up");
        status.EndDetail.Should().Contain("137");
        await EventAsync(scene, ConditionReasons.CheckpointMissing);
        await ComesBackAsync(scene, status);
    }

    [Fact]
    public async Task A_checkpoint_that_fails_is_no_acknowledgement_and_no_failure_of_the_job()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(play: new() { [FakeAnnotations.OnTermExitCode] = "1", [FakeAnnotations.OnTermMessage] = "checkpoint failed: disk full", [FakeAnnotations.OnTermDelay] = "1" });

        await scene.ModelAsync();

        await scene.ModelReadyAsync();
        var status = (await scene.JobUntilAsync(seen => seen.State == "Preempted")).Status!;
        (status.Preemptions, status.Restarts, status.LastCheckpoint).Should().Be((1, 0, null));
        status.EndDetail.Should().Contain("exit code 1").And.Contain("disk full");
        status.LostGpuSeconds.Should().BeGreaterThan(10);
        await EventAsync(scene, ConditionReasons.CheckpointMissing);
        await ComesBackAsync(scene, status);
    }

    [Fact]
    public async Task A_job_that_ends_by_itself_before_it_could_be_asked_has_completed()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync();
        await EndsBeforeItIsAskedAsync(scene);

        var status = (await scene.JobUntilAsync(seen => seen.State == "Completed")).Status!;
        (status.Preemptions, status.LostGpuSeconds, status.Restarts).Should().Be((0, 0, 0), "nothing was taken from it");
        status.Conditions!.Single(condition => condition.Type == ConditionTypes.Preempted).Status.Should().Be("False");
        await scene.ModelReadyAsync();
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_job_that_ends_by_itself_before_it_could_be_asked_goes_when_its_time_to_live_is_over()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(change: spec => spec.TtlSecondsAfterFinished = 0);
        await EndsBeforeItIsAskedAsync(scene);

        await Eventually.GoneAsync(() => scene.Client.ReadAsync<TrainingJob>(scene.Namespace, "bert"));
        await Eventually.GetAsync(() => scene.PodsAsync("bert"), pods => pods.Count == 0);
        await scene.ModelReadyAsync();
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_worker_over_its_activeDeadlineSeconds_while_it_saves_loses_no_more_than_the_preemption()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(play: ReclaimScene.Saves(seconds: 4));

        await scene.ModelAsync();
        foreach (var pod in await scene.StoppingAsync()) await OverDeadlineAsync(scene, pod, exitCode: 0);

        await scene.ModelReadyAsync();
        var status = (await scene.JobUntilAsync(seen => seen.State == "Preempted")).Status!;
        (status.Preemptions, status.Restarts, status.LostGpuSeconds).Should().Be((1, 0, 10));
        status.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
        await ComesBackAsync(scene, status);
    }

    [Fact]
    public async Task A_worker_over_its_activeDeadlineSeconds_has_failed_even_where_it_saved_and_ended_well()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(change: spec => spec.BackoffLimit = 0);

        foreach (var pod in await scene.PodsAsync("bert")) await OverDeadlineAsync(scene, pod, exitCode: 0);

        var status = (await scene.JobUntilAsync(seen => seen.State == "Failed")).Status!;
        (status.Restarts, status.Preemptions).Should().Be((1, 0));
        status.EndDetail.Should().Contain("DeadlineExceeded");
        await scene.AssertTruthAsync();
    }

    private static async Task ComesBackAsync(ReclaimScene scene, TrainingJobStatus before)
    {
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        var back = (await scene.RunsAsync(workers: 2)).Status!;
        (back.Preemptions, back.LostGpuSeconds, back.Restarts).Should().Be((before.Preemptions, before.LostGpuSeconds, before.Restarts));
        await scene.AssertTruthAsync();
    }

    /// <summary>The operator dies when it has put on record that the gang is to stop, and before a worker was asked; they end by themselves.</summary>
    private static async Task EndsBeforeItIsAskedAsync(ReclaimScene scene)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Proxy.Intercept = context =>
        {
            if (HttpMethods.IsDelete(context.Request.Method)) asked.TrySetResult();
            if (asked.Task.IsCompleted) context.Abort();
            return Task.FromResult(asked.Task.IsCompleted);
        };
        await scene.ModelAsync();
        await asked.Task.WaitAsync(Eventually.Timeout);
        await scene.Operator.StopAsync();
        foreach (var pod in await scene.PodsAsync("bert"))
            await scene.Client.CoreV1.PatchNamespacedPodAsync(Patch(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [FakeAnnotations.ExitAfter] = "0" } } }), pod.Metadata.Name, scene.Namespace);
        await Eventually.GetAsync(() => scene.PodsAsync("bert"), pods => pods.All(pod => pod.Status.Phase == "Succeeded"));
        scene.Proxy.Intercept = _ => Task.FromResult(false);
        await scene.Operator.StartAsync();
    }

    // As a kubelet writes it.
    private static Task<V1Pod> OverDeadlineAsync(ReclaimScene scene, V1Pod pod, int exitCode) => scene.Client.CoreV1.PatchNamespacedPodStatusAsync(
        Patch(new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["phase"] = "Failed",
                ["reason"] = "DeadlineExceeded",
                ["message"] = "Pod was active on the node longer than the specified deadline",
                ["containerStatuses"] = new JsonArray(new JsonObject
                {
                    ["name"] = "worker", ["image"] = "trainer:test", ["imageID"] = "trainer:test", ["ready"] = false, ["restartCount"] = 0,
                    ["state"] = new JsonObject
                    {
                        ["terminated"] = new JsonObject { ["exitCode"] = exitCode, ["message"] = ReclaimScene.Acknowledgement, ["reason"] = "Completed", ["finishedAt"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) },
                    },
                }),
            },
        }),
        pod.Metadata.Name,
        scene.Namespace);

    private static V1Patch Patch(JsonObject patch) => new(patch.ToJsonString(), V1Patch.PatchType.MergePatch);

    private static Task<IList<Corev1Event>> EventAsync(ReclaimScene scene, string reason) => Eventually.GetAsync(
        async () => (await scene.Client.CoreV1.ListNamespacedEventAsync(scene.Namespace, fieldSelector: $"involvedObject.kind=TrainingJob,reason={reason}")).Items, found => found.Count > 0);
}
