using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.ModelDeployments;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Demands that meet: two models at one moment, and more demand while a gang shrinks or grows.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReclaimRaceTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Two_models_for_one_GPU_get_it_once()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: 1);
        await scene.JobRunsAsync(workers: 1);

        await Task.WhenAll(scene.ModelAsync("ocr"), scene.ModelAsync("det"));

        var served = await Eventually.GetAsync(() => scene.Client.ListAsync<ModelDeployment>(scene.Namespace), models =>
            models.Count(model => model.Is(ConditionTypes.Ready, "True")) == 1 && models.Count(model => model.Is(ConditionTypes.Scheduled, "False", ConditionReasons.WaitingForGpus)) == 1);
        await scene.AssertTruthAsync();
        (await scene.JobUntilAsync(status => status.State == "Preempted")).Status!.Preemptions.Should().Be(1);
        var waits = served.Single(model => !model.Is(ConditionTypes.Ready, "True")).Metadata.Name;
        await scene.ReplicasAsync(0, served.Single(model => model.Metadata.Name != waits).Metadata.Name);
        await scene.ModelReadyAsync(waits);
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0, waits);
        (await scene.RunsAsync(workers: 1)).Status!.Preemptions.Should().Be(1, "the second model took what the first gave back");
    }

    [Fact]
    public async Task Two_models_of_which_one_finds_a_free_GPU_stop_one_job()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: 3);
        await scene.JobRunsAsync("bert", workers: 1);
        await scene.JobRunsAsync("gpt", workers: 1);

        await Task.WhenAll(scene.ModelAsync("ocr"), scene.ModelAsync("det"));

        await scene.ModelReadyAsync("ocr");
        await scene.ModelReadyAsync("det");
        var jobs = await Eventually.GetAsync(() => scene.Client.ListAsync<TrainingJob>(scene.Namespace), all => all.Count(job => job.Status?.State == "Preempted") == 1 && all.Count(job => job.Status?.State == "Running") == 1);
        jobs.Sum(job => job.Status!.Preemptions).Should().Be(1);
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task More_demand_while_a_gang_shrinks_is_one_restart_at_the_size_that_is_left()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: 4);
        await scene.JobRunsAsync(workers: 4, change: spec => spec.MinWorkers = 1, play: ReclaimScene.Saves(seconds: 3));

        await scene.ModelAsync();
        await scene.StoppingAsync();
        await scene.ReplicasAsync(3);

        await scene.ModelReadyAsync(replicas: 3);
        var status = (await scene.RunsAsync(workers: 1)).Status!;
        (status.Attempt, status.Preemptions, status.LostGpuSeconds, status.Restarts).Should().Be((2, 1, 20, 0));
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task Less_demand_while_a_gang_shrinks_is_one_restart()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: 4, giveBackDelay: "0s");
        await scene.JobRunsAsync(workers: 4, change: spec => spec.MinWorkers = 1, play: ReclaimScene.Saves(seconds: 3));

        await scene.ModelAsync(replicas: 3);
        await scene.StoppingAsync();
        await scene.ReplicasAsync(1);

        await scene.ModelReadyAsync(replicas: 1);
        var status = (await scene.RunsAsync(workers: 3)).Status!;
        (status.Preemptions, status.LostGpuSeconds, status.Restarts).Should().Be((1, 20, 0));
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task Demand_that_comes_while_a_gang_grows_is_served_and_what_is_left_runs()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, gpus: 4);
        await scene.JobRunsAsync(workers: 4, change: spec => (spec.MinWorkers, spec.Checkpoint.ResumeCost) = (1, "1s"), play: ReclaimScene.Saves(seconds: 3));
        await scene.ModelAsync(replicas: 3);
        await scene.ModelReadyAsync(replicas: 3);
        await scene.RunsAsync(workers: 1);
        await scene.ReplicasAsync(0);
        await scene.StoppingAsync();

        await scene.ReplicasAsync(2);

        await scene.ModelReadyAsync(replicas: 2);
        var status = (await scene.RunsAsync(workers: 2)).Status!;
        status.Restarts.Should().Be(0);
        status.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        await scene.RunsAsync(workers: 4);
        await scene.AssertTruthAsync();
    }
}
