using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.TrainingJobs;

[Collection(ClusterCollection.Name)]
public sealed class LifecycleTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Completes_when_every_worker_ends_well_and_keeps_the_pods_for_their_logs()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2, play: Ends(0)), 2);
        var status = (await scene.UntilAsync(seen => seen.State == "Completed")).Status!;
        status.CompletionTime.Should().NotBeNull();
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Completed && condition.Status == "True");
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Ready && condition.Status == "True");
        status.DesiredWorkers.Should().Be(0);
        await scene.PodsUntilAsync(pods => pods.Count == 2 && pods.All(pod => pod.Metadata.Finalizers is null or { Count: 0 }));
    }

    [Fact]
    public async Task Deletes_a_finished_job_and_its_pods_when_its_time_to_live_is_over()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(1, spec => spec.TtlSecondsAfterFinished = 0, Ends(0)), 1);
        await Eventually.GoneAsync(() => scene.Client.ReadAsync<TrainingJob>(scene.Namespace, "job"));
        await scene.PodsUntilAsync(pods => pods.Count == 0);
    }

    [Fact]
    public async Task Restarts_the_gang_after_a_failure_and_gives_up_at_the_backoff_limit()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2, spec => spec.BackoffLimit = 1, Ends(3)), 2);
        var status = (await scene.UntilAsync(seen => seen.State == "Failed")).Status!;
        (status.Restarts, status.Attempt).Should().Be((2, 2));
        status.EndDetail.Should().Contain("exit code 3");
        var failed = status.Conditions!.Single(condition => condition.Type == ConditionTypes.Failed);
        (failed.Status, failed.Reason).Should().Be(("True", ConditionReasons.BackoffLimitExceeded));
        status.Conditions.Should().Contain(condition => condition.Type == ConditionTypes.Stalled && condition.Status == "True");
        await scene.PodsUntilAsync(pods => pods.All(pod => pod.Metadata.Finalizers is null or { Count: 0 }));
    }

    [Fact]
    public async Task Restarts_the_gang_when_a_worker_is_deleted_by_hand()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2), 2);
        await scene.RunsAsync();
        await scene.Client.CoreV1.DeleteNamespacedPodAsync("job-1", scene.Namespace);
        var status = (await scene.RunsAsync(attempt: 2)).Status!;
        (status.Restarts, status.Preemptions).Should().Be((0, 0), "it is neither a failure of the job nor a preemption");
        (await scene.PodsUntilAsync(pods => pods.Count == 2)).Should().OnlyContain(pod => pod.Metadata.Labels[Labels.Attempt] == "2");
        status.LastCheckpoint!.Message.Should().Be(GangScene.Acknowledgement);
    }

    [Fact]
    public async Task Restarts_the_gang_with_a_changed_template()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(1), 1);
        await scene.RunsAsync();
        await scene.EditAsync(new JsonObject
        {
            ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "worker", ["image"] = "trainer:next" }) } },
        });
        await scene.RunsAsync(attempt: 2);
        (await scene.PodsAsync()).Single().Spec.Containers[0].Image.Should().Be("trainer:next");
    }

    [Fact]
    public async Task Obeys_its_owners_suspend_whatever_the_plan_grants()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2), 2);
        await scene.RunsAsync();
        await scene.EditAsync(new JsonObject { ["suspend"] = true });
        var status = (await scene.UntilAsync(seen => seen is { State: "Suspended", DesiredWorkers: 0 })).Status!;
        await scene.PodsUntilAsync(pods => pods.Count == 0);
        status.Preemptions.Should().Be(0);
        status.LastCheckpoint!.Message.Should().Be(GangScene.Acknowledgement);
        await scene.EditAsync(new JsonObject { ["suspend"] = false });
        await scene.RunsAsync(attempt: 2);
    }

    [Fact]
    public async Task Names_a_typing_mistake_in_a_running_jobs_template_and_still_saves_and_stops_it()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        var job = await scene.CreateAsync(2);
        scene.Grant(job, 2);
        await scene.RunsAsync();

        await scene.EditAsync(new JsonObject
        {
            ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "worker", ["command"] = "python train.py" }) } },
        });

        var stalled = await scene.UntilAsync(seen => seen.Conditions!.Any(condition => condition is { Type: ConditionTypes.Stalled, Status: "True" }));
        stalled.Status!.Conditions!.Single(condition => condition.Type == ConditionTypes.Stalled).Message
            .Should().Contain("spec.template.spec.containers[0].command").And.Contain(" \"python train.py\":");
        (await scene.PodsAsync()).Should().HaveCount(2, "what runs stays");

        scene.Preempt(job);

        await scene.PodsUntilAsync(pods => pods.Count == 0);
        var status = (await scene.UntilAsync(seen => seen is { State: "Invalid", ActiveWorkers: 0, LastCheckpoint: not null })).Status!;
        status.LastCheckpoint!.Message.Should().Be(GangScene.Acknowledgement);
        status.LostGpuSeconds.Should().BeGreaterThan(0, "two workers held a GPU each, whatever the template says now");
    }

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task Leaves_nothing_behind_when_it_is_deleted_mid_way(string propagation)
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(2), 2);
        await scene.RunsAsync();
        await scene.Client.CustomObjects.DeleteNamespacedCustomObjectAsync(
            ApiGroup.Name, ApiGroup.Version, scene.Namespace, TrainingJob.Plural, "job", new V1DeleteOptions { PropagationPolicy = propagation });
        await Eventually.GoneAsync(() => scene.Client.ReadAsync<TrainingJob>(scene.Namespace, "job"));
        await scene.PodsUntilAsync(pods => pods.Count == 0);
        await Eventually.GetAsync(() => scene.Client.CoreV1.ListNamespacedServiceAsync(scene.Namespace), services => services.Items.Count == 0);
    }

    [Fact]
    public async Task Lets_go_the_workers_of_a_job_that_was_deleted_while_the_operator_was_away()
    {
        await using var scene = await GangScene.StartAsync(fixture);
        scene.Grant(await scene.CreateAsync(1), 1);
        await scene.RunsAsync();
        await scene.StopOperatorAsync();
        await scene.Client.DeleteAsync<TrainingJob>(scene.Namespace, "job");
        await Eventually.GoneAsync(() => scene.Client.ReadAsync<TrainingJob>(scene.Namespace, "job"));
        await scene.StartOperatorAsync();
        await scene.PodsUntilAsync(pods => pods.Count == 0);
    }

    private static Dictionary<string, string> Ends(int code) => new() { [FakeAnnotations.ExitAfter] = "0.3", [FakeAnnotations.ExitCode] = $"{code}" };
}
