using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Training.Gang;
using k8s.Models;

namespace InferenceOperator.Tests.TrainingJobs;

public sealed class WorkerReaderTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Reads_rank_attempt_and_finalizer()
    {
        var worker = WorkerReader.Read(Pod("Pending"));
        (worker.Pod, worker.Rank, worker.Attempt, worker.Held, worker.Running, worker.Ended, worker.Terminating).Should().Be(("job-2", 2, 3, true, false, false, false));
    }

    [Fact]
    public void Runs_when_every_container_runs()
    {
        var worker = WorkerReader.Read(Pod("Running", Running(), Running()));
        (worker.Running, worker.StartedAt).Should().Be((true, new DateTimeOffset(Start)));
        WorkerReader.Read(Pod("Running", Running(), Ended(0))).Running.Should().BeFalse();
    }

    [Fact]
    public void Ends_well_when_every_container_ended_with_0_also_while_the_pod_is_kept_by_its_finalizer()
    {
        var worker = WorkerReader.Read(Terminating(Pod("Running", Ended(0, "step=1200"), Ended(0)), 30));
        (worker.Ended, worker.ExitCode, worker.Message, worker.EndedAt).Should().Be((true, 0, "step=1200", new DateTimeOffset(Start.AddMinutes(1))));
    }

    [Fact]
    public void Has_not_ended_while_a_container_still_runs() => WorkerReader.Read(Pod("Running", Ended(0), Running())).Ended.Should().BeFalse();

    [Fact]
    public void Ends_badly_when_any_container_does() => WorkerReader.Read(Pod("Failed", Ended(0), Ended(3, "out of memory"))).Should()
        .BeEquivalentTo(new { Ended = true, ExitCode = 3, Message = "out of memory" });

    [Fact]
    public void Ends_with_an_unknown_exit_code_when_the_pod_failed_without_its_containers_telling() =>
        WorkerReader.Read(Pod("Failed")).Should().BeEquivalentTo(new { Ended = true, ExitCode = (int?)null });

    [Theory]
    [InlineData(0)]
    [InlineData(143)]
    public void Has_failed_when_the_kubelet_ended_it_for_its_activeDeadlineSeconds_however_it_ended(int exitCode)
    {
        var pod = Pod("Failed", Ended(exitCode, "step=1200"));
        (pod.Status.Reason, pod.Status.Message) = ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        var worker = WorkerReader.Read(pod);
        (worker.OverDeadline, worker.Disrupted, WorkerState.HasFailed(worker), WorkerState.HasCompleted(worker)).Should().Be((true, false, true, false));
        worker.LostBecause.Should().StartWith("DeadlineExceeded");
    }

    [Theory]
    [InlineData("Evicted", null)]
    [InlineData("Terminated", null)]
    [InlineData("NodeShutdown", null)]
    [InlineData(null, "DisruptionTarget")]
    public void Is_disrupted_when_the_kubelet_ended_it_and_still_says_what_it_saved(string? reason, string? condition)
    {
        var pod = Pod("Failed", Ended(0, "step=1200"), Ended(143));
        (pod.Status.Reason, pod.Status.Message) = (reason, "the node is low on memory");
        if (condition is not null)
            pod.Status.Conditions = [new V1PodCondition { Type = condition, Status = "True", Reason = "TerminationByKubelet", Message = "shutdown" }];
        WorkerReader.Read(pod).Should().BeEquivalentTo(new
        {
            Ended = true,
            Disrupted = true,
            ExitCode = 0,
            Message = "step=1200",
            LostBecause = reason is null ? "TerminationByKubelet: shutdown" : $"{reason}: the node is low on memory",
        });
    }

    [Fact]
    public void Is_disrupted_when_nobody_knows_how_its_containers_ended()
    {
        var unknown = Ended(137);
        unknown.Terminated.Reason = "ContainerStatusUnknown";
        WorkerReader.Read(Pod("Failed", unknown, Ended(0))).Disrupted.Should().BeTrue();
    }

    [Fact]
    public void Is_disrupted_when_its_pod_failed_though_its_containers_did_not()
    {
        WorkerReader.Read(Pod("Failed", Ended(0), Ended(0))).Disrupted.Should().BeTrue();
        WorkerReader.Read(Pod("Failed", Ended(0), Ended(137))).Disrupted.Should().BeFalse("a container that was killed for its memory failed");
    }

    [Fact]
    public void Is_lost_in_the_words_of_a_kubelet_that_refused_it()
    {
        var pod = Pod("Failed");
        (pod.Status.Reason, pod.Status.Message) = ("OutOfnvidia.com/gpu", "Node didn't have enough resource: nvidia.com/gpu");
        WorkerReader.Read(pod).Should().BeEquivalentTo(
            new { Ended = true, ExitCode = (int?)null, LostBecause = "OutOfnvidia.com/gpu: Node didn't have enough resource: nvidia.com/gpu" });
    }

    [Fact]
    public void Fails_with_an_init_container_that_failed()
    {
        var pod = Pod("Failed");
        pod.Spec.InitContainers = [new V1Container { Name = "fetch" }];
        pod.Status.InitContainerStatuses = [new V1ContainerStatus { Name = "fetch", State = Ended(2, "no such bucket") }];
        WorkerReader.Read(pod).Should().BeEquivalentTo(new { Ended = true, Disrupted = false, ExitCode = 2, Message = "init container fetch: no such bucket" });
    }

    [Fact]
    public void Does_not_fail_with_a_sidecar_that_is_stopped_at_the_end()
    {
        var pod = Pod("Succeeded", Ended(0, "done"), Ended(0));
        pod.Spec.InitContainers = [new V1Container { Name = "logs", RestartPolicy = "Always" }];
        pod.Status.InitContainerStatuses = [new V1ContainerStatus { Name = "logs", State = Ended(137) }];
        WorkerReader.Read(pod).Should().BeEquivalentTo(new { Ended = true, Disrupted = false, ExitCode = 0, Message = "done" });
    }

    [Fact]
    public void Acknowledges_by_the_container_that_saved_whatever_becomes_of_the_one_beside_it() =>
        WorkerReader.Read(Terminating(Pod("Running", Ended(143), Ended(0, "step=1200")), 30)).Should().BeEquivalentTo(new { Ended = true, ExitCode = 0, Message = "step=1200" });

    [Fact]
    public void Takes_exit_code_and_message_from_one_container() =>
        WorkerReader.Read(Pod("Failed", Ended(0, "rotated"), Ended(1))).Should().BeEquivalentTo(new { ExitCode = 1, Message = (string?)null });

    [Fact]
    public void Has_failed_once_a_container_has_though_another_still_runs()
    {
        WorkerReader.Read(Pod("Running", Ended(1, "boom"), Running())).Should().BeEquivalentTo(new { Ended = false, ExitCode = 1, Message = "boom" });
        WorkerReader.Read(Terminating(Pod("Running", Ended(1), Running()), 30)).ExitCode.Should().BeNull("it was asked to stop");
        WorkerReader.Read(Pod("Running", Ended(143), Running())).ExitCode.Should().BeNull("its node may be shutting down, which is told when all have ended");
    }

    [Fact]
    public void Is_over_when_it_is_deleted_before_it_was_bound_to_a_node()
    {
        var pod = Terminating(Pod("Pending"), 30);
        pod.Spec.NodeName = null;
        WorkerReader.Read(pod).Should().BeEquivalentTo(new { Ended = true, Terminating = true, ExitCode = (int?)null });
        WorkerReader.Read(Terminating(Pod("Pending"), 30)).Ended.Should().BeFalse("its node may still start it");
    }

    [Fact]
    public void Is_over_when_the_kubelet_confirmed_its_deletion() => WorkerReader.Read(Terminating(Pod("Pending"), 0)).Ended.Should().BeTrue();

    [Fact]
    public void Belongs_to_no_attempt_when_somebody_broke_its_labels()
    {
        var pod = Pod("Running", Running(), Running());
        pod.Metadata.Labels[Labels.Attempt] = "three";
        pod.Metadata.Labels.Remove(Labels.Rank);
        WorkerReader.Read(pod).Should().BeEquivalentTo(new { Attempt = 0, Rank = -1 });
    }

    private static V1Pod Pod(string phase, params V1ContainerState[] states) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "job-2",
            Finalizers = [Labels.CheckpointFinalizer],
            Labels = new Dictionary<string, string> { [Labels.Rank] = "2", [Labels.Attempt] = "3" },
        },
        Spec = new V1PodSpec { NodeName = "node", Containers = [new V1Container { Name = "worker" }, new V1Container { Name = "sidecar" }] },
        Status = new V1PodStatus { Phase = phase, ContainerStatuses = [.. states.Select(state => new V1ContainerStatus { Name = "c", State = state })] },
    };

    private static V1Pod Terminating(V1Pod pod, long grace)
    {
        (pod.Metadata.DeletionTimestamp, pod.Metadata.DeletionGracePeriodSeconds) = (Start.AddSeconds(grace), grace);
        return pod;
    }

    private static V1ContainerState Running() => new() { Running = new V1ContainerStateRunning { StartedAt = Start } };

    private static V1ContainerState Ended(int code, string? message = null) => new()
    {
        Terminated = new V1ContainerStateTerminated { ExitCode = code, Message = message, StartedAt = Start, FinishedAt = Start.AddMinutes(1) },
    };
}
