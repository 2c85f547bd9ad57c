using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>Reads from pods why they do not serve. Messages hold nothing that changes by itself, such as a back-off's seconds.</summary>
internal static class PodProblems
{
    private const int MaxDetail = 300;

    private static readonly HashSet<string> ImageReasons = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"];
    private static readonly HashSet<string> ConfigReasons = ["CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    /// <summary>The problem of the oldest pod that has one, and how many others have one too.</summary>
    /// <param name="pods">The pods, oldest first.</param>
    /// <returns>The problem, or null.</returns>
    public static PodProblem? First(IEnumerable<V1Pod> pods)
    {
        var problems = pods.Where(pod => pod.Metadata.DeletionTimestamp is null).Select(Of).OfType<PodProblem>().ToList();
        return problems switch
        {
            [] => null,
            [var only] => only,
            [var first, ..] => first with { Message = $"{first.Message} (and {problems.Count - 1} more pods)" },
        };
    }

    /// <summary>The problem of one pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>The problem, or null.</returns>
    public static PodProblem? Of(V1Pod pod) => Unschedulable(pod) ?? Containers(pod).Select(status => OfContainer(pod, status)).FirstOrDefault(problem => problem is not null);

    private static IEnumerable<V1ContainerStatus> Containers(V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    private static PodProblem? Unschedulable(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" }) is { } condition
            ? new PodProblem(ConditionReasons.Unschedulable, $"pod {pod.Metadata.Name}: {Detail(condition.Message)}")
            : null;

    private static PodProblem? OfContainer(V1Pod pod, V1ContainerStatus status)
    {
        var waiting = status.State?.Waiting;
        if (waiting?.Reason is { } reason && ImageReasons.Contains(reason))
            return new PodProblem(ConditionReasons.ImagePullFailed, $"pod {pod.Metadata.Name}: image {status.Image} of container {status.Name}: {reason}");
        if (waiting?.Reason is { } config && ConfigReasons.Contains(config))
            return new PodProblem(ConditionReasons.ContainerConfigError, $"pod {pod.Metadata.Name}: container {status.Name}: {Detail(waiting.Message) ?? config}");
        return status.Ready || LastEnd(status) is not { } end ? null : Ended(pod, status, end);
    }

    // A container that ended well is no problem: a finished init container, or a server that was told to stop.
    private static V1ContainerStateTerminated? LastEnd(V1ContainerStatus status) =>
        (status.State?.Terminated ?? status.LastState?.Terminated) is { ExitCode: not 0 } end ? end : null;

    private static PodProblem Ended(V1Pod pod, V1ContainerStatus status, V1ContainerStateTerminated end)
    {
        var what = $"pod {pod.Metadata.Name}: container {status.Name} ended with exit code {end.ExitCode}"
            + (end.Reason is null or "Error" ? "" : $" ({end.Reason})")
            + (status.RestartCount > 0 ? $" after {status.RestartCount} restarts" : "")
            + (Detail(end.Message) is { } detail ? $": {detail}" : "");
        return new PodProblem(status.Name == PullContainerBuilder.Name ? ConditionReasons.ModelPullFailed : ConditionReasons.Crashing, what);
    }

    // The end of a log: its last line says what happened.
    private static string? Detail(string? message)
    {
        var line = message?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return line is { Length: > MaxDetail } ? line[..MaxDetail] + "…" : line;
    }
}
