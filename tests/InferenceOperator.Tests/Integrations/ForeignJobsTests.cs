using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Core.Model;
using InferenceOperator.Integrations;

namespace InferenceOperator.Tests.Integrations;

public sealed class ForeignJobsTests
{
    private readonly ForeignWorld _world = new();

    [Fact]
    public async Task Finds_the_pods_of_a_TrainJob_through_Job_and_JobSet_and_asks_for_each_once()
    {
        _world.Add("TrainJob");
        _world.Between("JobSet-train", "TrainJob-train");
        _world.Between("Job-train", "JobSet-train");
        _world.Pod("Job-train", "a");
        _world.Pod("Job-train", "b");

        var view = await _world.LookAsync();

        view.Jobs.Single().Value.Pods.Should().HaveCount(2);
        await _world.LookAsync();
        _world.Reads.Should().Be(2);
    }

    [Fact]
    public async Task An_object_of_the_same_name_that_came_later_is_not_the_pods_owner()
    {
        _world.Add("JobSet");
        _world.Between("Job-train", "JobSet-train", really: "another Job");
        _world.Pod("Job-train");

        (await _world.LookAsync()).Jobs.Single().Value.Pods.Should().BeEmpty();
    }

    [Fact]
    public async Task Looks_no_further_than_the_kinds_that_are_configured()
    {
        _world.Add("TrainJob");
        _world.Pod("CronJob-train");

        (await _world.LookAsync()).Jobs.Single().Value.Pods.Should().BeEmpty();
        _world.Reads.Should().Be(0);
    }

    [Fact]
    public async Task Asks_nobody_in_a_namespace_without_labelled_objects()
    {
        _world.Pod("Job-train");

        await _world.LookAsync();

        _world.Reads.Should().Be(0);
    }

    [Fact]
    public async Task Runs_as_a_gang_that_goes_and_comes_as_a_whole()
    {
        _world.Add("JobSet", metadata: new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.CheckpointInterval] = "5m", [IntegrationAnnotations.ResumeCost] = "30s", [IntegrationAnnotations.MaxPreemptions] = "2" } });
        _world.Pod("JobSet-train", "a", gpus: 2, pod => pod.Spec.TerminationGracePeriodSeconds = 45);
        _world.Pod("JobSet-train", "b", gpus: 2, pod => pod.Spec.Priority = 7);

        var demand = (await _world.DemandAsync())!;

        (demand.Name.ToString(), demand.Workers, demand.MinWorkers, demand.GrantedWorkers, demand.Ask.Count).Should().Be(("research/train (JobSet)", 2, 2, 2, 2));
        (demand.CheckpointInterval, demand.ResumeCost, demand.GracePeriod, demand.MaxPreemptions).Should().Be((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45), 2));
        (demand.StartedAt, demand.Priority, demand.IsForeign, demand.Asks).Should().Be((ForeignWorld.Noon.AddMinutes(-5), 7, true, null));
    }

    [Fact]
    public async Task Its_pods_are_trainings_in_the_snapshot_and_a_strangers_while_it_takes_no_part()
    {
        _world.Add("JobSet");
        _world.Pod("JobSet-train");
        await _world.LookAsync();
        _world.Snapshot().Pods.Single().Should().Match<PodState>(pod => pod.Owner == PodOwner.Training && pod.OwnerName!.Value.Name == "train (JobSet)");

        _world.Add("JobSet", metadata: new JsonObject { ["labels"] = new JsonObject { [IntegrationAnnotations.KueueQueue] = "q" } });

        _world.Snapshot().Pods.Single().Owner.Should().Be(PodOwner.Other);
    }

    [Fact]
    public async Task Only_pods_on_nodes_hold_something()
    {
        _world.Add("JobSet");
        _world.Pod("JobSet-train", "waits", change: pod => pod.Spec.NodeName = null);

        (await _world.DemandAsync()).Should().BeNull();
    }

    [Fact]
    public async Task What_we_suspended_waits_with_what_its_pods_asked_for_then()
    {
        _world.Add("JobSet", spec: """{"suspend":true}""", metadata: Marked("""[{"pods":1,"gpus":8,"resource":"nvidia.com/gpu"},{"pods":2,"gpus":1,"resource":"nvidia.com/gpu","nodeSelector":{"zone":"a"}}]"""));

        var demand = (await _world.DemandAsync())!;

        (demand.Workers, demand.GrantedWorkers, demand.PreemptedAt).Should().Be((3, 0, ForeignWorld.Noon));
        demand.Asks!.Select(ask => ask.Count).Should().BeEquivalentTo([8, 1, 1]);
        demand.Ask.NodeSelector.Should().Equal(new Dictionary<string, string> { ["zone"] = "a" });
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"at":"2026-03-01T12:00:00Z","pods":[]}""")]
    [InlineData("""{"pods":[{"pods":1,"gpus":1,"resource":"nvidia.com/gpu"}]}""")]
    [InlineData("""{"at":"2026-03-01T12:00:00Z","pods":[{"pods":2000000000,"gpus":1,"resource":"nvidia.com/gpu"},{"pods":2000000000,"gpus":1,"resource":"nvidia.com/gpu"}]}""")]
    [InlineData("""{"at":"2026-03-01T12:00:00Z","pods":[null]}""")]
    public async Task A_mark_that_somebody_broke_makes_it_theirs(string mark)
    {
        _world.Add("JobSet", spec: """{"suspend":true}""", metadata: new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.Suspended] = mark } });

        (await _world.LookAsync()).Jobs.Should().BeEmpty();
        _world.Events.Seen.Should().ContainSingle(seen => seen.Reason == ConditionReasons.LeftAlone && seen.Message.Contains("cannot be read"));
    }

    [Fact]
    public async Task What_its_owner_suspended_is_not_the_plans_business()
    {
        _world.Add("JobSet", spec: """{"suspend":true}""");
        _world.Pod("JobSet-train");

        (await _world.DemandAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Pods_that_go_on_after_a_while_are_no_longer_counted_on()
    {
        _world.Add("JobSet", spec: """{"suspend":true}""", metadata: Marked("""[{"pods":1,"gpus":1,"resource":"nvidia.com/gpu"}]"""));
        _world.Pod("JobSet-train");
        (await _world.DemandAsync()).Should().NotBeNull();

        _world.Time.Advance(_world.Settings.Patience);

        (await _world.DemandAsync()).Should().BeNull();
        _world.Snapshot().Pods.Single().Owner.Should().Be(PodOwner.Other);
    }

    [Fact]
    public async Task The_places_of_a_resumed_gang_are_its_own_until_its_pods_are_there_for_a_while()
    {
        var history = """{"resumedAt":"2026-03-01T12:00:00Z","pods":[{"pods":4,"gpus":2,"resource":"nvidia.com/gpu"}]}""";
        _world.Add("JobSet", metadata: new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.Preemptions] = history } });
        _world.Pod("JobSet-train", gpus: 2);
        (await _world.DemandAsync())!.GrantedWorkers.Should().Be(4);

        _world.Time.Advance(_world.Settings.StartPatience);

        (await _world.DemandAsync())!.GrantedWorkers.Should().Be(1, "its controller does not make them");
    }

    [Fact]
    public async Task Is_protected_while_it_must_not_be_chosen()
    {
        var history = """{"notBefore":"2026-03-01T12:30:00Z"}""";
        _world.Add("JobSet", metadata: new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.Preemptions] = history } });
        _world.Pod("JobSet-train");
        (await _world.DemandAsync())!.MaxPreemptions.Should().Be(0);

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        (await _world.DemandAsync())!.MaxPreemptions.Should().Be(5);

        _world.Pauses.Pause("JobSet-train", TimeSpan.FromMinutes(10));
        (await _world.DemandAsync())!.MaxPreemptions.Should().Be(0);
    }

    [Fact]
    public async Task A_part_of_another_configured_kind_is_left_to_it_and_its_pods_belong_to_the_whole()
    {
        _world.Add("TrainJob");
        _world.Add("JobSet", owner: "TrainJob-train");
        _world.Between("JobSet-train", "TrainJob-train");
        _world.Pod("JobSet-train");

        var view = await _world.LookAsync();

        view.Demands.Should().ContainSingle().Which.Name.Name.Should().Be("train (TrainJob)");
        _world.Events.Seen.Should().ContainSingle().Which.Should().Match<(string Kind, string Reason, string Message)>(seen =>
            seen.Kind == "JobSet" && seen.Reason == ConditionReasons.LeftAlone && seen.Message.Contains("a part of TrainJob train"));
    }

    [Theory]
    [InlineData("""{"shutdownAfterJobFinishes":true}""", true)]
    [InlineData("""{"shutdownAfterJobFinishes":true,"clusterSelector":{}}""", true)]
    [InlineData("{}", false)]
    [InlineData("""{"shutdownAfterJobFinishes":false}""", false)]
    [InlineData("""{"shutdownAfterJobFinishes":true,"clusterSelector":{"a":"b"}}""", false)]
    public async Task What_its_controller_would_not_suspend_is_left_alone(string spec, bool takesPart)
    {
        _world.Add("RayJob", spec: spec);

        (await _world.LookAsync()).Jobs.Should().HaveCount(takesPart ? 1 : 0);
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Completed","status":"True"}]}""")]
    [InlineData("""{"conditions":[{"type":"Running","status":"False"},{"type":"Succeeded","status":"True"}]}""")]
    [InlineData("""{"jobDeploymentStatus":"Failed"}""")]
    public async Task What_is_over_holds_its_GPUs_as_a_stranger(string status)
    {
        _world.Add("JobSet", status: status);
        _world.Pod("JobSet-train");

        (await _world.DemandAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Suspended","status":"True"},{"type":"Failed","status":"False"}]}""")]
    [InlineData("""{"conditions":"odd","jobDeploymentStatus":7}""")]
    [InlineData("""[]""")]
    public async Task What_is_not_over_takes_part(string status)
    {
        _world.Add("JobSet", status: status);
        _world.Pod("JobSet-train");

        (await _world.DemandAsync()).Should().NotBeNull();
    }

    [Fact]
    public async Task A_bad_annotation_is_named_once_and_its_default_used()
    {
        _world.Add("JobSet", metadata: new JsonObject { ["annotations"] = new JsonObject { [IntegrationAnnotations.CheckpointInterval] = "ten minutes", [IntegrationAnnotations.MaxPreemptions] = "-1" } });
        _world.Pod("JobSet-train");

        var demand = (await _world.DemandAsync())!;
        await _world.LookAsync();

        (demand.CheckpointInterval, demand.MaxPreemptions).Should().Be((TimeSpan.FromMinutes(10), 5));
        _world.Events.Seen.Should().BeEquivalentTo(new[]
        {
            ("JobSet", ConditionReasons.InvalidAnnotation, "annotation inferenceoperator.io/checkpoint-interval is \"ten minutes\": write a duration such as 90s or 10m; 10m is used"),
            ("JobSet", ConditionReasons.InvalidAnnotation, "annotation inferenceoperator.io/max-preemptions is \"-1\": write a whole number, 0 or more; 5 is used"),
        });
    }

    private static JsonObject Marked(string pods) =>
        new() { ["annotations"] = new JsonObject { [IntegrationAnnotations.Suspended] = $$"""{"at":"2026-03-01T12:00:00Z","model":"vision/ocr","pods":{{pods}}}""" } };
}
