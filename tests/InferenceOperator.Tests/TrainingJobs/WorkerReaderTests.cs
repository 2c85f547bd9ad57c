using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs;
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
