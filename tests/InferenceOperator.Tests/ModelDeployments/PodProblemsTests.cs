using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class PodProblemsTests
{
    [Fact]
    public void A_failed_pull_is_told_with_the_last_line_it_wrote() =>
        Of(init: Waiting("pull-model", "CrashLoopBackOff", "back-off 20s", Ended(4, "pull: trying\npull: sha256 is 11, expected 22\n"), restarts: 3))
            .Should().Be(new PodProblem(ConditionReasons.ModelPullFailed, "pod p: container pull-model ended with exit code 4 after 3 restarts: pull: sha256 is 11, expected 22"));

    [Fact]
    public void A_crash_is_told_with_its_cause() =>
        Of(Waiting("server", "CrashLoopBackOff", "back-off 40s", Ended(137, null, "OOMKilled"), restarts: 1))
            .Should().Be(new PodProblem(ConditionReasons.Crashing, "pod p: container server ended with exit code 137 (OOMKilled) after 1 restarts"));

    [Fact]
    public void A_server_that_loads_again_after_a_crash_is_still_told() =>
        Of(new V1ContainerStatus { Name = "server", Ready = false, RestartCount = 1, State = new() { Running = new() }, LastState = new() { Terminated = Ended(3, "no CUDA") } })!
            .Message.Should().EndWith(": no CUDA");

    [Fact]
    public void A_server_that_recovered_is_no_problem() =>
        Of(new V1ContainerStatus { Name = "server", Ready = true, RestartCount = 1, LastState = new() { Terminated = Ended(3, "x") } }).Should().BeNull();

    [Theory]
    [InlineData("ErrImagePull", ConditionReasons.ImagePullFailed)]
    [InlineData("ImagePullBackOff", ConditionReasons.ImagePullFailed)]
    [InlineData("CreateContainerConfigError", ConditionReasons.ContainerConfigError)]
    public void What_keeps_a_container_from_starting_is_told(string waiting, string reason) =>
        Of(Waiting("server", waiting, "secret \"models-read\" not found"))!.Reason.Should().Be(reason);

    [Fact]
    public void A_finished_init_container_and_a_starting_server_are_no_problem() =>
        Of(
            Waiting("server", "PodInitializing", ""),
            init: new V1ContainerStatus { Name = "pull-model", Ready = true, State = new() { Terminated = Ended(0, "done") } }).Should().BeNull();

    [Fact]
    public void A_pod_that_stops_is_no_problem()
    {
        var pod = Pod(Waiting("server", "ErrImagePull", ""), null);
        pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch;

        PodProblems.First([pod]).Should().BeNull();
    }

    [Fact]
    public void An_unschedulable_pod_is_told_with_the_schedulers_words()
    {
        var pod = Pod(null, null);
        pod.Status.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/4 nodes are available: 4 Insufficient nvidia.com/gpu." }];

        PodProblems.First([pod, pod]).Should().Be(new PodProblem(ConditionReasons.Unschedulable, "pod p: 0/4 nodes are available: 4 Insufficient nvidia.com/gpu. (and 1 more pods)"));
    }

    private static PodProblem? Of(V1ContainerStatus? server = null, V1ContainerStatus? init = null) => PodProblems.First([Pod(server, init)]);

    private static V1Pod Pod(V1ContainerStatus? server, V1ContainerStatus? init) => new()
    {
        Metadata = new V1ObjectMeta { Name = "p" },
        Status = new V1PodStatus { ContainerStatuses = server is null ? null : [server], InitContainerStatuses = init is null ? null : [init] },
    };

    private static V1ContainerStatus Waiting(string name, string reason, string message, V1ContainerStateTerminated? last = null, int restarts = 0) => new()
    {
        Name = name,
        Image = "image:1",
        RestartCount = restarts,
        State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } },
        LastState = new V1ContainerState { Terminated = last },
    };

    private static V1ContainerStateTerminated Ended(int code, string? message, string reason = "Error") => new() { ExitCode = code, Reason = reason, Message = message };
}
