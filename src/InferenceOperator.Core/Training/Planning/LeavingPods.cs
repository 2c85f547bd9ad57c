using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Which stopping pods count on being gone soon. A finalizer, a lost node or a grace period of a day can hold one for ever: then its GPUs are
/// held, and others are looked for.
/// </summary>
internal sealed class LeavingPods
{
    /// <summary>After its deadline, for the kubelet to report it and the API server to remove it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(60);

    /// <summary>Worth waiting for before any job is asked.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(2);

    private readonly DateTimeOffset _now;
    private readonly TimeSpan? _patience;

    /// <summary>Looks at the jobs that could be asked instead: nobody is waited for that takes longer than they.</summary>
    public LeavingPods(IEnumerable<JobView> jobs, DateTimeOffset now)
    {
        _now = now;
        TimeSpan? shortest = jobs.Where(job => job.IsGranted && !job.IsProtected).Select(job => (TimeSpan?)job.Demand.GracePeriod).Min();
        _patience = shortest < LeastPatience ? LeastPatience : shortest;
    }

    /// <summary>Whether a pod was asked to stop and is gone soon. Workers have the time that their owner gave them: they were asked for that reason.</summary>
    public bool Soon(PodState pod) => pod.Terminating
        && (pod.StopDeadline is not { } deadline || (_now <= deadline + Slack && (pod.Owner == PodOwner.Training || !(deadline - _now > _patience))));

    /// <summary>Whether a job asked now frees its GPUs about as soon as any other could.</summary>
    public bool InTime(TrainingDemand job) => !(job.GracePeriod > _patience);

    /// <summary>When the answer changes by itself; null when it does not.</summary>
    public DateTimeOffset? NextChange(IEnumerable<PodState> pods) =>
        pods.Where(pod => pod.Terminating).SelectMany(Changes).Where(time => time > _now).Min(time => (DateTimeOffset?)time);

    private IEnumerable<DateTimeOffset> Changes(PodState pod)
    {
        if (pod.StopDeadline is not { } deadline) yield break;
        yield return deadline;
        yield return deadline + Slack + TimeSpan.FromTicks(1);
        if (_patience is { } patience) yield return deadline - patience;
    }
}
