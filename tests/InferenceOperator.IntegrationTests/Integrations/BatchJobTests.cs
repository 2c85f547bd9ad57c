using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Integrations;
using InferenceOperator.IntegrationTests.Faults;
using Microsoft.AspNetCore.Http;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>A Job of batch/v1 that has spec.suspend gives its GPUs to models and gets them back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class BatchJobTests(ClusterFixture fixture)
{
    private static readonly ForeignKind Job = ForeignKind.BatchJob;

    [Fact]
    public async Task Is_suspended_at_the_published_path_and_resumed_when_the_model_goes_also_by_another_operator()
    {
        await using var proxy = await BatchJobs.StartAsync(fixture.Cluster.Kubeconfig);
        var writes = new List<string>();
        proxy.Intercept = context =>
        {
            if (HttpMethods.IsPatch(context.Request.Method) && context.Request.Path.Value!.Contains("/jobs/", StringComparison.Ordinal)) writes.Add(context.Request.Path.Value!);
            return Task.FromResult(false);
        };
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        await scene.CreateAsync(Job);
        await scene.RunningAsync();

        await scene.ModelAsync();
        var suspended = await scene.UntilSuspendedByUsAsync(Job);
        await scene.StoppedAsync();
        await scene.ModelReadyAsync();
        (await scene.EventAsync("Job", ConditionReasons.Preempted)).Message.Should().Contain("spec.suspend is now true; 4 GPUs of 2 pods");
        (suspended["spec"]!["parallelism"]!.GetValue<int>(), suspended["spec"]!["template"] is null).Should().Be((2, false), "nothing else of it is touched");
        writes.Should().Equal($"/apis/batch/v1/namespaces/{scene.Namespace}/jobs/train");

        await scene.Operator.StopAsync();
        await scene.ModelGoesAsync();
        await scene.Operator.StartAsync();
        var resumed = await scene.UntilAsync(Job, found => !Job.IsSuspended(found));
        await scene.RunningAsync();
        resumed.Annotation(IntegrationAnnotations.Suspended).Should().BeNull();
        JsonNode.Parse(resumed.Annotation(IntegrationAnnotations.Preemptions)!)!["times"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task One_that_its_owner_suspended_stays_suspended()
    {
        await using var proxy = await BatchJobs.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        await scene.CreateAsync(Job, "theirs", suspend: true);
        var before = await scene.ReadAsync(Job, "theirs");
        await scene.CreateAsync(Job, "ours");
        await scene.RunningAsync();
        await scene.ModelAsync();
        await scene.UntilSuspendedByUsAsync(Job, "ours");
        await scene.ModelReadyAsync();

        await scene.ModelGoesAsync();
        await scene.UntilAsync(Job, found => !Job.IsSuspended(found), "ours");

        (await scene.ReadAsync(Job, "theirs")).ToJsonString().Should().Be(before.ToJsonString());
    }

    [Fact]
    public async Task One_of_a_Kueue_queue_is_left_to_Kueue()
    {
        await using var proxy = await BatchJobs.StartAsync(fixture.Cluster.Kubeconfig);
        await using var scene = await ForeignScene.StartAsync(fixture, kubeconfig: () => proxy.Kubeconfig);
        await scene.CreateAsync(Job, labels: new JsonObject { [IntegrationAnnotations.KueueQueue] = "team-a" });
        var before = await scene.ReadAsync(Job);
        await scene.RunningAsync();

        await scene.ModelAsync();
        await scene.ModelWaitsAsync();

        (await scene.EventAsync("Job", ConditionReasons.LeftAlone)).Message.Should().Contain("Kueue").And.Contain("team-a");
        (await scene.ReadAsync(Job)).ToJsonString().Should().Be(before.ToJsonString());
    }
}
