using InferenceOperator.Api;
using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.IntegrationTests.ModelDeployments;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>Where training has nothing left, a model of lower priority gives replicas to one of higher, down to its least number, and gets them back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class YieldTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Training_gives_first_then_Batch_and_both_come_back()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, nodes: 1, gpus: 3);
        await scene.ModelAsync("nightly", replicas: 2, change: spec => spec.Priority = ModelPriorities.Batch);
        await scene.ModelReadyAsync("nightly", 2);
        await scene.JobRunsAsync(workers: 1);

        await scene.ModelAsync("ocr", replicas: 2, change: spec => spec.Priority = ModelPriorities.Critical);
        await scene.ModelReadyAsync("ocr", 2);

        await scene.ModelUntilAsync(model => model.Status?.ReadyReplicas == 1 && model.Is(ConditionTypes.Scheduled, "False"), "nightly");
        (await scene.JobUntilAsync(status => status.State == "Preempted")).Status!.LastCheckpoint!.Message.Should().Be(ReclaimScene.Acknowledgement);
        await scene.AssertTruthAsync();

        await scene.Client.DeleteAsync<ModelDeployment>(scene.Namespace, "ocr");
        await scene.ModelReadyAsync("nightly", 2);
        await scene.RunsAsync(workers: 1);
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task Standard_yields_to_Critical_only_down_to_its_least_replicas_and_nobody_yields_to_an_equal()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, nodes: 1, gpus: 2);
        await scene.ModelAsync("chat", replicas: 2);
        await scene.ModelReadyAsync("chat", 2);

        await scene.ModelAsync("equal");
        await scene.ModelUntilAsync(model => model.Is(ConditionTypes.Scheduled, "False"), "equal");
        await scene.ModelAsync("ocr", replicas: 2, change: spec => spec.Priority = ModelPriorities.Critical);

        await scene.ModelUntilAsync(model => model.Status?.ReadyReplicas == 1, "ocr");
        (await scene.ModelUntilAsync(model => model.Status?.ReadyReplicas == 1, "chat")).Is(ConditionTypes.Scheduled, "False").Should().BeTrue();
        (await scene.ModelUntilAsync(model => model.Is(ConditionTypes.Scheduled, "False"), "ocr")).Status!.ReadyReplicas.Should().Be(1, "the least replicas of another model are its own");
        (await scene.ModelUntilAsync(_ => true, "equal")).Status!.ReadyReplicas.Should().Be(0);
        await scene.AssertTruthAsync();
    }
}
