using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>How a worker's pod ended, as far as it has.</summary>
/// <param name="Ended">Nothing of it runs any more.</param>
/// <param name="Disrupted">Something other than its own containers ended it: an eviction, its node's shutdown.</param>
internal sealed record WorkerEnd(bool Ended, bool Disrupted)
{
    /// <summary>128 + SIGTERM.</summary>
    private const int EndedBySigterm = 143;

    /// <summary>What kubelets write where they end pods without a deletion; newer ones add the condition DisruptionTarget.</summary>
    private static readonly HashSet<string> DisruptionReasons = new(StringComparer.Ordinal) { "Evicted", "Preempting", "Terminated", "NodeShutdown", "Shutdown" };

    /// <summary>The kubelet ended it for the pod's activeDeadlineSeconds.</summary>
    public bool OverDeadline { get; private init; }

    /// <summary>Exit code of the container that speaks for the worker; null while none does.</summary>
    public int? ExitCode { get; private init; }

    /// <summary>What that container said.</summary>
    public string? Message { get; private init; }

    /// <summary>When the last container ended.</summary>
    public DateTime? At { get; private init; }

    /// <summary>Why the pod ended, in the cluster's words; null when the cluster did not end it.</summary>
    public string? LostBecause { get; private init; }

    /// <summary>Reads.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>Its end.</returns>
    public static WorkerEnd Of(V1Pod pod)
    {
        var ends = Ends(pod.Status?.ContainerStatuses);
        var (ended, disrupted) = (HasEnded(pod, ends), IsDisrupted(pod, ends));
        var stopped = disrupted || pod.Metadata.DeletionTimestamp is not null;
        var speaker = Speaker(pod, ends, ended, stopped);
        return new WorkerEnd(ended, disrupted)
        {
            OverDeadline = IsOverDeadline(pod),
            ExitCode = speaker?.ExitCode ?? (pod.Status?.Phase == "Succeeded" ? 0 : null),
            Message = speaker?.Message,
            At = ends.Count > 0 ? ends.Max(end => end.FinishedAt) : null,
            LostBecause = WhyLost(pod),
        };
    }

    /// <summary>
    /// The container whose exit code and message are the worker's. One that ends badly by itself makes the worker fail, also while others run on.
    /// After a stop every container ends as it can, a log shipper by SIGTERM: the one that saved and said so speaks.
    /// </summary>
    private static V1ContainerStateTerminated? Speaker(V1Pod pod, List<V1ContainerStateTerminated> ends, bool ended, bool stopped)
    {
        var failed = ends.Where(end => end.ExitCode != 0).OrderBy(end => end.FinishedAt).FirstOrDefault() ?? FailedInit(pod);
        // While a node shuts down its pods' containers end one by one, and only the last end says so.
        if (!ended) return stopped || failed?.ExitCode == EndedBySigterm ? null : failed;
        var saved = ends.Find(end => end.ExitCode == 0 && !string.IsNullOrWhiteSpace(end.Message));
        var last = stopped ? saved ?? failed : failed ?? saved;
        return last ?? (ends.Count >= pod.Spec.Containers.Count ? ends.FirstOrDefault() : null);
    }

    private static V1ContainerStateTerminated? FailedInit(V1Pod pod)
    {
        var sidecars = (pod.Spec.InitContainers ?? []).Where(container => container.RestartPolicy == "Always").Select(container => container.Name).ToHashSet();
        var failed = (pod.Status?.InitContainerStatuses ?? []).FirstOrDefault(status => status.State?.Terminated is { ExitCode: not 0 } && !sidecars.Contains(status.Name));
        return failed?.State.Terminated is not { } end ? null : new V1ContainerStateTerminated
        {
            ExitCode = end.ExitCode,
            FinishedAt = end.FinishedAt,
            Message = $"init container {failed.Name}: {(string.IsNullOrWhiteSpace(end.Message) ? end.Reason : end.Message)}",
        };
    }

    private static bool HasEnded(V1Pod pod, List<V1ContainerStateTerminated> ends)
    {
        if (pod.Status?.Phase is "Succeeded" or "Failed") return true;
        if (ends.Count > 0 && ends.Count >= pod.Spec.Containers.Count) return true;
        // Never bound to a node, so nobody will report its end; or the kubelet (or somebody with force) confirmed that nothing is left of it.
        return pod.Metadata.DeletionTimestamp is not null && (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Metadata.DeletionGracePeriodSeconds == 0);
    }

    // A pod that failed though none of its containers did was ended by somebody, whether he says so or not.
    private static bool IsDisrupted(V1Pod pod, List<V1ContainerStateTerminated> ends) => pod.Status?.Phase == "Failed" && !IsOverDeadline(pod)
        && (DisruptionReasons.Contains(pod.Status.Reason ?? "")
            || Disruption(pod) is not null
            || ends.Exists(end => end.Reason == "ContainerStatusUnknown")
            || (ends.TrueForAll(end => end.ExitCode == 0) && FailedInit(pod) is null));

    // Its owner set the time: ended for that, it has failed, as a Job's pod has.
    private static bool IsOverDeadline(V1Pod pod) => pod.Status is { Phase: "Failed", Reason: "DeadlineExceeded" };

    private static string? WhyLost(V1Pod pod)
    {
        var (reason, message) = string.IsNullOrEmpty(pod.Status?.Reason) ? (Disruption(pod)?.Reason, Disruption(pod)?.Message) : (pod.Status.Reason, pod.Status.Message);
        return string.IsNullOrEmpty(reason) ? null : string.IsNullOrWhiteSpace(message) ? reason : $"{reason}: {message.Trim()}";
    }

    private static V1PodCondition? Disruption(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" });

    private static List<V1ContainerStateTerminated> Ends(IList<V1ContainerStatus>? statuses) =>
        [.. (statuses ?? []).Select(status => status.State?.Terminated).OfType<V1ContainerStateTerminated>()];
}
