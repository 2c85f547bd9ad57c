using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>The statuses that a kubelet writes, as patches.</summary>
internal static class PodStatuses
{
    public static V1PodStatus Running(V1Pod pod, string hostAddress, string podAddress, bool ready, DateTime now) => new()
    {
        Phase = "Running",
        HostIP = hostAddress,
        PodIP = podAddress,
        PodIPs = [new V1PodIP { Ip = podAddress }],
        StartTime = now,
        Conditions = [Condition("Initialized", true, now), .. Readiness(ready, now)],
        InitContainerStatuses = pod.Spec.InitContainers is not { Count: > 0 } init
            ? null
            : [.. init.Select(container => Status(container, Terminated(new ContainerExit(0), now, now), ready: true, restarts: 0))],
        ContainerStatuses = [.. pod.Spec.Containers.Select(container => Status(container, RunningSince(now), ready, restarts: 0))],
    };

    public static V1PodStatus Ready(V1Pod pod, bool ready, int? restartCount, DateTime now) => new()
    {
        Conditions = Readiness(ready, now),
        ContainerStatuses =
        [
            .. pod.Spec.Containers.Select(container =>
            {
                var before = Before(pod, container);
                return Status(container, before?.State ?? RunningSince(now), ready, restartCount ?? before?.RestartCount ?? 0, before?.LastState);
            }),
        ],
    };

    /// <summary>The containers ended and stay so; the pod's phase follows its restart policy unless it is being deleted.</summary>
    public static V1PodStatus Ended(V1Pod pod, ContainerExit exit, DateTime now) => new()
    {
        Phase = EndsPod(pod, exit) ? exit.Code == 0 ? "Succeeded" : "Failed" : pod.Status.Phase,
        Conditions = Readiness(false, now, "PodCompleted"),
        ContainerStatuses =
        [
            .. pod.Spec.Containers.Select(container => Status(
                container, Terminated(exit, StartOf(pod), now), ready: false, Before(pod, container)?.RestartCount ?? 0)),
        ],
    };

    /// <summary>The containers ended and will be started again.</summary>
    public static V1PodStatus CrashLoop(V1Pod pod, ContainerExit exit, int? restartCount, DateTime now) => new()
    {
        Conditions = Readiness(false, now, "ContainersNotReady"),
        ContainerStatuses =
        [
            .. pod.Spec.Containers.Select(container => Status(
                container,
                new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff", Message = "back-off restarting failed container" } },
                ready: false,
                restartCount ?? Before(pod, container)?.RestartCount ?? 0,
                Terminated(exit, StartOf(pod), now))),
        ],
    };

    public static V1PodStatus Restarted(V1Pod pod, bool ready, DateTime now) => new()
    {
        Conditions = Readiness(ready, now),
        ContainerStatuses =
        [
            .. pod.Spec.Containers.Select(container =>
            {
                var before = Before(pod, container);
                return Status(container, RunningSince(now), ready, (before?.RestartCount ?? 0) + 1, before?.LastState);
            }),
        ],
    };

    /// <summary>Whether these containers' end is the pod's end.</summary>
    public static bool EndsPod(V1Pod pod, ContainerExit exit) =>
        pod.Spec.RestartPolicy == "Never" || (pod.Spec.RestartPolicy == "OnFailure" && exit.Code == 0);

    public static DateTime? StartOf(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Select(status => status.State?.Running?.StartedAt).FirstOrDefault(start => start is not null)
        ?? pod.Status?.StartTime;

    private static V1ContainerStatus? Before(V1Pod pod, V1Container container) =>
        pod.Status.ContainerStatuses?.FirstOrDefault(status => status.Name == container.Name);

    private static V1ContainerStatus Status(
        V1Container container, V1ContainerState state, bool ready, int restarts, V1ContainerState? lastState = null) => new()
        {
            Name = container.Name,
            Image = container.Image,
            ImageID = $"fake://{container.Image}",
            ContainerID = $"fake://{container.Name}",
            Ready = ready,
            Started = state.Running is not null,
            RestartCount = restarts,
            State = state,
            LastState = lastState,
        };

    private static V1ContainerState RunningSince(DateTime now) => new() { Running = new V1ContainerStateRunning { StartedAt = now } };

    private static V1ContainerState Terminated(ContainerExit exit, DateTime? start, DateTime now) => new()
    {
        Terminated = new V1ContainerStateTerminated
        {
            ExitCode = exit.Code,
            Message = exit.Message,
            Reason = exit.ReasonOrDefault,
            StartedAt = start ?? now,
            FinishedAt = now,
        },
    };

    private static V1PodCondition[] Readiness(bool ready, DateTime now, string? reason = null) =>
        [Condition("Ready", ready, now, reason), Condition("ContainersReady", ready, now, reason)];

    private static V1PodCondition Condition(string type, bool value, DateTime now, string? reason = null) => new()
    {
        Type = type,
        Status = value ? "True" : "False",
        Reason = value ? null : reason ?? "ContainersNotReady",
        LastTransitionTime = now,
    };
}
