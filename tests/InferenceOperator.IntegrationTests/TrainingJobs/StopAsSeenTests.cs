using System.Text.Json;
using InferenceOperator.IntegrationTests.Faults;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

/// <summary>A worker is asked to stop as it was seen: what it has done meanwhile is looked at first.</summary>
[Collection(ClusterCollection.Name)]
public sealed class StopAsSeenTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Workers_that_end_while_the_request_to_stop_is_on_its_way_are_not_deleted_and_their_job_is_completed()
    {
        await using var proxy = await ApiProxy.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await GangScene.StartAsync(fixture, proxy.Kubeconfig);
        var job = await scene.CreateAsync(2);
        scene.Grant(job, 2);
        await scene.RunsAsync();
        var before = await scene.PodsAsync();
        var ends = new Lazy<Task>(() => AllEndAsync(scene));
        proxy.Intercept = async context =>
        {
            if (IsStop(context.Request)) await ends.Value;
            return false;
        };

        scene.Preempt(job);

        var status = (await scene.UntilAsync(seen => seen.State == "Completed")).Status!;
        ends.IsValueCreated.Should().BeTrue("they were asked to stop");
        (status.Attempt, status.Preemptions, status.LostGpuSeconds).Should().Be((1, 0, 0));
        await scene.ReconcileAsync(times: 2);
        var after = await scene.PodsAsync();
        after.Select(pod => pod.Metadata.Uid).Should().Equal(before.Select(pod => pod.Metadata.Uid), "they stay for their logs");
        after.Should().OnlyContain(pod => pod.Metadata.DeletionTimestamp == null);
        // The garbage collector takes its time after new CRDs.
        await scene.Client.CoreV1.DeleteCollectionNamespacedPodAsync(scene.Namespace);
    }

    /// <summary>Every worker comes to its end by itself.</summary>
    private static async Task AllEndAsync(GangScene scene)
    {
        foreach (var pod in await scene.PodsAsync())
        {
            var patch = new V1Patch(JsonSerializer.Serialize(new { metadata = new { annotations = new Dictionary<string, string> { [FakeAnnotations.ExitAfter] = "0" } } }), V1Patch.PatchType.MergePatch);
            await scene.Client.CoreV1.PatchNamespacedPodAsync(patch, pod.Metadata.Name, scene.Namespace);
        }

        await scene.PodsUntilAsync(pods => pods.All(pod => pod.Status.Phase == "Succeeded"));
    }

    private static bool IsStop(HttpRequest request) => HttpMethods.IsDelete(request.Method) && request.Path.Value!.Contains("/pods/", StringComparison.Ordinal);
}
