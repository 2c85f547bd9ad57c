using InferenceOperator.Api;
using InferenceOperator.LocalClusters.Nodes;
using k8s;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Nodes that go dark while GPUs are being taken.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReclaimNodeTests(ClusterFixture fixture)
{
    [Fact]
    public async Task The_victims_node_is_lost_and_the_model_takes_another_jobs_GPU()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, nodes: 2, gpus: 1);
        await scene.JobRunsAsync("bert", workers: 1, play: ReclaimScene.Saves(seconds: 10));
        await scene.JobRunsAsync("gpt", workers: 1, play: ReclaimScene.Saves(seconds: 10));
        await scene.ModelAsync();
        var victim = await Eventually.GetAsync(() => scene.PodsAsync(), pods => pods.Any(pod => pod.Metadata.DeletionTimestamp is not null));
        var lost = victim.Single(pod => pod.Metadata.DeletionTimestamp is not null);
        var first = lost.Metadata.OwnerReferences.Single().Name;
        var second = first == "bert" ? "gpt" : "bert";

        await scene.Nodes.KillAsync(lost.Spec.NodeName, noticed: true);

        await scene.ModelReadyAsync();
        (await scene.JobUntilAsync(status => status.State == "Preempted", second)).Status!.Preemptions.Should().Be(1);
        (await scene.JobUntilAsync(_ => true, first)).Status!.State.Should().Be("Stopping", "nobody knows yet how its worker ended, and its GPU is given to nobody");
        await scene.AssertTruthAsync();

        await scene.Nodes.ReviveAsync(lost.Spec.NodeName);
        await Eventually.GetAsync(() => scene.Client.ListAsync<TrainingJob>(scene.Namespace), jobs => jobs.Count(job => job.Status?.State == "Running") == 1);
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        foreach (var name in (string[])[first, second])
        {
            var status = (await scene.RunsAsync(name, workers: 1)).Status!;
            (status.Preemptions, status.LostGpuSeconds, status.Restarts).Should().Be((1, 5, 0));
        }

        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task A_node_of_the_gang_is_lost_and_the_model_goes_where_the_GPU_came_free()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, nodes: 2, gpus: 1);
        await scene.JobRunsAsync(workers: 2, play: ReclaimScene.Saves(seconds: 2));
        await scene.ModelAsync();
        var lost = (await scene.StoppingAsync()).First().Spec.NodeName;

        await scene.Nodes.KillAsync(lost, noticed: true);

        await scene.ModelReadyAsync();
        (await scene.JobUntilAsync(_ => true)).Status!.Preemptions.Should().Be(1);
        await scene.AssertTruthAsync();
        await scene.Nodes.ReviveAsync(lost);
        await scene.JobUntilAsync(status => status.State == "Preempted");
        await scene.AssertTruthAsync();
        await scene.ReplicasAsync(0);
        var status = (await scene.RunsAsync(workers: 2)).Status!;
        (status.Preemptions, status.LostGpuSeconds, status.Restarts).Should().Be((1, 10, 0));
        await scene.AssertTruthAsync();
    }

    [Fact]
    public async Task The_models_new_node_is_lost_before_it_serves_and_it_goes_elsewhere()
    {
        await using var scene = await ReclaimScene.StartAsync(fixture, nodes: 2, gpus: 1);
        await scene.JobRunsAsync("bert", workers: 1);
        await scene.JobRunsAsync("gpt", workers: 1);
        await scene.ModelAsync(change: spec => spec.Template = new PodAdditions { Annotations = new() { [FakeAnnotations.StartDelay] = "2" } });
        var bound = await Eventually.GetAsync(() => scene.PodsAsync(), pods => pods.Any(IsOfTheModel));
        var node = bound.Single(IsOfTheModel).Spec.NodeName;

        await scene.Nodes.KillAsync(node, noticed: true);

        // The Deployment makes no other pod until this one is gone: a node that is not heard of keeps its pods, so it is taken away.
        await scene.Nodes.RemoveAsync(node);
        await scene.Client.CoreV1.DeleteNamespacedPodAsync(bound.Single(IsOfTheModel).Metadata.Name, scene.Namespace, gracePeriodSeconds: 0);
        await scene.ModelReadyAsync();
        await Eventually.GetAsync(() => scene.Client.ListAsync<TrainingJob>(scene.Namespace), jobs => jobs.All(job => job.Status is
        {
            // The Deployment's next pod waits at once, and kube-scheduler may take the other job's worker before the plan does: a worker that was lost, for inference.
            State: "Preempted", Preemptions: 1, Restarts: 0, LostGpuSeconds: 5 or 0, LastCheckpoint.Message: ReclaimScene.Acknowledgement,
        }));
        await scene.AssertTruthAsync();

        static bool IsOfTheModel(k8s.Models.V1Pod pod) => pod.Metadata.Labels?.ContainsKey(Labels.Model) == true && pod.Spec.NodeName is not null;
    }
}
