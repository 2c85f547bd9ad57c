using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;
using k8s.Models;

namespace InferenceOperator.Tests.Capacity;

/// <summary>Which changes make a new plan, and which entries of a new plan wake a controller.</summary>
public sealed class TriggerTests
{
    private readonly World _world = new();

    [Fact]
    public void A_heartbeat_of_a_node_makes_no_plan()
    {
        var (old, now) = (_world.Node(), _world.Node(change: node => node.Status.Images = [new V1ContainerImage()]));

        NodeReader.Matters(old, now).Should().BeFalse();
        NodeReader.Matters(null, now).Should().BeTrue();
        NodeReader.Matters(old, null).Should().BeTrue();
    }

    [Fact]
    public void A_node_that_offers_something_else_makes_one()
    {
        var old = _world.Node();
        Action<V1Node>[] changes =
        [
            node => node.Spec.Unschedulable = true,
            node => node.Status.Conditions[0].Status = "False",
            node => node.Spec.Taints = [new V1Taint { Key = "a", Effect = "NoSchedule" }],
            node => node.Metadata.Labels["zone"] = "b",
        ];

        changes.Should().OnlyContain(change => NodeReader.Matters(old, _world.Node("node-1", 8, change)));
        NodeReader.Matters(old, _world.Node(gpus: 7)).Should().BeTrue();
    }

    [Fact]
    public void Only_what_a_pod_does_with_GPUs_counts()
    {
        var running = _world.Pod("a", "p");

        PodReader.Matters(running, _world.Pod("a", "p", pod => pod.Status.Message = "news")).Should().BeFalse();
        PodReader.Matters(null, _world.Pod("a", "p", pod => pod.Spec.Containers[0].Resources = null)).Should().BeFalse();
        PodReader.Matters(running, _world.Pod("a", "p", pod => pod.Status.Phase = "Succeeded")).Should().BeTrue();
        PodReader.Matters(running, _world.Pod("a", "p", pod => pod.Metadata.DeletionTimestamp = DateTime.UtcNow)).Should().BeTrue();
        PodReader.Matters(_world.Pod("a", "p", pod => pod.Spec.NodeName = null), running).Should().BeTrue();
        PodReader.Matters(running, null).Should().BeTrue();
    }

    [Fact]
    public async Task Any_number_of_wakes_count_as_one_and_a_wake_during_the_look_counts_again()
    {
        var wake = new CapacityWake(TimeProvider.System);
        wake.Wake();
        wake.Wake();
        await wake.WaitAsync(TimeSpan.FromMinutes(1), default);
        wake.Clear();

        var next = wake.WaitAsync(TimeSpan.FromMinutes(1), default);
        (await Task.WhenAny(next, Task.Delay(200))).Should().NotBe(next);
        wake.Wake();
        await next;
    }

    [Fact]
    public void Wording_wakes_nobody_at_once()
    {
        var before = new ModelAdmission(4, 2, AdmissionReason.Reclaiming, "43 s left", CanSurge: false, Reclaiming: 2, TimeSpan.FromSeconds(43));
        ModelAdmission[] more = [before with { Wanted = 5 }, before with { Admitted = 3 }, before with { Reason = AdmissionReason.Waiting }, before with { CanSurge = true }, before with { Reclaiming = 1 }];

        Transitions.Matters(Change(null, before)).Should().BeTrue();
        Transitions.Matters(Change(before, before with { WaitingFor = "42 s left", TimeToCapacity = TimeSpan.FromSeconds(42) })).Should().BeFalse();
        more.Should().OnlyContain(now => Transitions.Matters(Change(before, now)));
    }

    [Fact]
    public void A_job_is_woken_for_what_it_has_to_do()
    {
        var before = new TrainingGrant(0, GrantKind.Wait, "in 40 s", null, 2, DateTimeOffset.UnixEpoch);
        TrainingGrant[] more = [before with { Workers = 4 }, before with { Kind = GrantKind.Stop }, before with { Kind = GrantKind.Suspend }];

        Transitions.Matters(Change(null, before)).Should().BeTrue();
        Transitions.Matters(Change(before, before with { Reason = "in 39 s", ResumeEstimate = null })).Should().BeFalse();
        more.Should().OnlyContain(now => Transitions.Matters(Change(before, now)));
    }

    [Fact]
    public void Its_place_in_the_queue_is_said_and_nothing_to_hurry_for()
    {
        var stopping = new TrainingGrant(0, GrantKind.Suspend, "model a/b needs GPUs", new ObjectName("a", "b"));
        var waits = new TrainingGrant(0, GrantKind.Wait, "in 40 s", null, 2, DateTimeOffset.UnixEpoch);
        (TrainingGrant Before, TrainingGrant Now)[] changes = [(stopping, waits), (waits, waits with { QueuePosition = 1 })];

        changes.Should().OnlyContain(change => !Transitions.Matters(Change(change.Before, change.Now)) && Transitions.IsNews(Change(change.Before, change.Now)));
        Transitions.IsNews(Change(waits, waits with { Reason = "in 39 s" })).Should().BeFalse();
    }

    private static EntryChange<T> Change<T>(T? before, T now)
        where T : class => new(new ObjectName("a", "b"), "uid", before, now);
}
