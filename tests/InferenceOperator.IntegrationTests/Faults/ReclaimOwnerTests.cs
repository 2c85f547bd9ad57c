using System.Text.Json.Nodes;
using InferenceOperator.Api;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>People change their minds while GPUs are being taken: the model's owner, and the job's.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReclaimOwnerTests(ClusterFixture fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_comes_back_when_the_demand_goes_before_its_workers_have(bool deleted)
    {
        await using var scene = await StoppingSceneAsync();

        if (deleted) await scene.Client.DeleteAsync<ModelDeployment>(scene.Namespace, "ocr");
        else await scene.ReplicasAsync(0);

        await scene.JobUntilAsync(status => status.Attempt == 2);
        await CountedOnceAsync(scene, workers: 2);
    }

    [Fact]
    public async Task A_job_that_is_deleted_while_it_stops_leaves_its_GPUs_to_the_model()
    {
        await using var scene = await StoppingSceneAsync();

        await scene.Client.DeleteAsync<TrainingJob>(scene.Namespace, "bert");

        await scene.ModelReadyAsync();
        await Eventually.GoneAsync(() => scene.Client.ReadAsync<TrainingJob>(scene.Namespace, "bert"));
        await Eventually.GetAsync(() => scene.PodsAsync("bert"), pods => pods.Count == 0);
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_template_that_changes_while_it_stops_is_what_comes_back()
    {
        await using var scene = await StoppingSceneAsync();

        await scene.EditJobAsync(JsonNode.Parse("""{"template": {"spec": {"containers": [{"name": "worker", "image": "trainer:next", "resources": {"limits": {"nvidia.com/gpu": "1"}}}]}}}""")!.AsObject());

        await scene.ModelReadyAsync();
        await scene.JobUntilAsync(status => status.State == "Preempted");
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        await CountedOnceAsync(scene, workers: 2);
        (await scene.PodsAsync("bert")).Should().OnlyContain(pod => pod.Spec.Containers[0].Image == "trainer:next");
    }

    [Theory]
    [InlineData("""{"minWorkers": 1}""")]
    [InlineData("""{"workers": 1}""")]
    public async Task A_job_that_may_be_smaller_runs_beside_the_model(string change)
    {
        await using var scene = await StoppingSceneAsync();

        await scene.EditJobAsync(JsonNode.Parse(change)!.AsObject());

        await scene.ModelReadyAsync();
        await CountedOnceAsync(scene, workers: 1);
    }

    [Fact]
    public async Task A_job_that_its_owner_suspends_while_it_stops_stays_suspended_until_he_says_otherwise()
    {
        await using var scene = await StoppingSceneAsync();

        await scene.EditJobAsync(new JsonObject { ["suspend"] = true });

        await scene.ModelReadyAsync();
        await scene.JobUntilAsync(status => status is { State: "Suspended", ActiveWorkers: 0, DesiredWorkers: 0 });
        await scene.ReplicasAsync(0);
        await scene.ModelUntilAsync(model => model.Status?.Replicas == 0);
        await scene.AssertTruthAsync();
        (await scene.JobUntilAsync(_ => true)).Status!.State.Should().Be("Suspended");
        await scene.EditJobAsync(new JsonObject { ["suspend"] = false });
        await CountedOnceAsync(scene, workers: 2);
    }

    /// <summary>A model waits for the GPU of a job of two, whose workers were asked to stop and take a while.</summary>
    private async Task<ReclaimScene> StoppingSceneAsync()
    {
        var scene = await ReclaimScene.StartAsync(fixture);
        await scene.JobRunsAsync(play: ReclaimScene.Saves(seconds: 3));
        await scene.ModelAsync();
        await scene.StoppingAsync();
        return scene;
    }

    private static async Task CountedOnceAsync(ReclaimScene scene, int workers)
    {
        var status = (await scene.RunsAsync(workers: workers)).Status!;
        (status.Preemptions, status.PreemptionTimes!.Count, status.LostGpuSeconds, status.Restarts).Should().Be((1, 1, 10, 0));
        status.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
        await scene.AssertTruthAsync();
    }
}
