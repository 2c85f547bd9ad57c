using InferenceOperator.Capacity;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Foreign;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>Translates an object of another controller's kind into what the plan knows: a gang that is stopped and comes back as a whole.</summary>
internal static class ForeignDemand
{
    /// <summary>Translates.</summary>
    /// <param name="job">The object, which takes part.</param>
    /// <param name="held">It must not be chosen, for a refusal.</param>
    /// <param name="settings">The pace.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Its demand; null: the plan has nothing to do with it now.</returns>
    public static TrainingDemand? Of(ForeignJob job, bool held, IntegrationSettings settings, DateTimeOffset now)
    {
        if (job.Finished || ForeignDecider.IsIgnored(job.State, settings.Patience, now))
            return null;
        var waits = job.Suspended && job.Mark is not null;
        // Its owner, or another controller, suspended it.
        if (job.Suspended && !waits)
            return null;
        var asks = waits ? PodGroup.Asks(job.Mark!.Pods) : Running(job, settings, now);
        return asks.Count == 0 ? null : Demand(job, asks, waits, held || now < job.History.NotBefore, now);
    }

    private static TrainingDemand Demand(ForeignJob job, IReadOnlyList<GpuAsk> asks, bool waits, bool isProtected, DateTimeOffset now) => new()
    {
        Name = job.Name,
        IsForeign = true,
        // The smallest speaks for all where one must: it fits wherever any other does.
        Ask = asks.MinBy(ask => ask.Count)!,
        Asks = asks.Distinct(AskComparer.Instance).Count() > 1 ? asks : null,
        Workers = asks.Count,
        MinWorkers = asks.Count,
        GrantedWorkers = waits ? 0 : asks.Count,
        PreemptedAt = waits ? job.Mark!.At : null,
        StartedAt = waits ? job.Mark!.StartedAt : job.StartedAt,
        CheckpointInterval = job.Facts.Interval,
        ResumeCost = job.Facts.ResumeCost,
        GracePeriod = job.GracePeriod,
        Preemptions = job.History.Times ?? [],
        MaxPreemptions = isProtected ? 0 : job.Facts.MaxPreemptions,
        Window = PreemptionHistory.Window,
        // An owner who edits it below zero does not overtake others.
        LostGpuSeconds = Math.Max(0, job.History.LostGpuSeconds),
        RecentLosses = job.LossesAt(now),
        EndingWorkers = job.IsEnding(now) ? asks.Count : 0,
        Priority = job.LivePods.Select(pod => pod.Spec.Priority ?? 0).DefaultIfEmpty(0).Max(),
        CreatedAt = job.Object.Metadata.CreationTimestamp is { } created ? Times.Utc(created) : DateTimeOffset.MinValue,
    };

    /// <summary>
    /// What it holds. Pods without a node hold nothing, and kube-scheduler gives them what it likes; but after we resumed it, the places of all of
    /// them are its own for a while.
    /// </summary>
    private static IReadOnlyList<GpuAsk> Running(ForeignJob job, IntegrationSettings settings, DateTimeOffset now)
    {
        var bound = Asks(job.BoundPods);
        if (job.History.ResumedAt is not { } resumed || now - resumed >= settings.StartPatience)
            return bound;
        var before = PodGroup.Asks(job.History.Pods);
        return before.Count > bound.Count ? before : bound;
    }

    /// <summary>What pods ask for.</summary>
    /// <param name="pods">The pods.</param>
    /// <returns>One for each.</returns>
    public static IReadOnlyList<GpuAsk> Asks(IEnumerable<V1Pod> pods) => [.. pods.Select(pod => DemandReader.Ask(pod.Spec))];
}
