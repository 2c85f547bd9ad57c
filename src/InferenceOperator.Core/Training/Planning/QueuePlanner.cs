using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Gives what inference leaves to training: what runs goes on while it fits, what was preempted comes back when there has been room for it
/// long enough, new jobs begin as soon as their gang fits, and shrunk jobs grow again.
/// </summary>
internal static class QueuePlanner
{
    public static QueueResult Plan(
        ClusterView view, IReadOnlyList<PlacedModel> models, Reclaim reclaim, GpuLedger future, PlannerMemory memory, DateTimeOffset now)
    {
        var grants = view.Jobs.ToDictionary(job => job.Demand.Name, job => Standing(job, reclaim));
        var lost = GangFit.Check(view, reclaim, future);
        foreach (var (name, grant) in lost) grants[name] = grant;
        var queue = new TrainingQueue(view, models, memory, now);
        var position = 0;
        foreach (var job in InOrder(view.Jobs.Where(job => job.Demand is { WantsToRun: true, Invalid: false, GrantedWorkers: 0 })))
            grants[job.Demand.Name] = job.Pods.Count > 0 ? StillStopping(++position) : queue.Admit(job, ref position);
        foreach (var job in view.Jobs.Where(job => job.IsGranted && !reclaim.Victims.ContainsKey(job.Demand.Name) && !lost.ContainsKey(job.Demand.Name)))
            grants[job.Demand.Name] = queue.Grow(job);
        return new QueueResult(grants, new PlannerMemory(queue.RoomSince), queue.NextCheck);
    }

    /// <summary>What a job has without the queue's help.</summary>
    private static TrainingGrant Standing(JobView job, Reclaim reclaim)
    {
        var demand = job.Demand;
        if (demand.Finished) return new TrainingGrant(0, GrantKind.Stop, "the job is over");
        if (demand.UserSuspended) return new TrainingGrant(0, GrantKind.Stop, "suspended by its owner (spec.suspend is true)");
        if (!reclaim.Victims.TryGetValue(demand.Name, out var victim))
            return demand.GrantedWorkers > 0
                ? new TrainingGrant(demand.GrantedWorkers, GrantKind.Run, $"{demand.GrantedWorkers} of {demand.Workers} workers granted")
                : new TrainingGrant(0, GrantKind.Wait, "its spec is invalid");
        return victim.Remaining > 0
            ? new TrainingGrant(victim.Remaining, GrantKind.Shrink, $"model {victim.ForModel} needs GPUs: {demand.GrantedWorkers} -> {victim.Remaining} workers", victim.ForModel)
            : new TrainingGrant(0, GrantKind.Suspend, $"model {victim.ForModel} needs GPUs: checkpoint and stop all {demand.GrantedWorkers} workers", victim.ForModel);
    }

    private static TrainingGrant StillStopping(int position) =>
        new(0, GrantKind.Wait, "its workers are still stopping", QueuePosition: position);

    /// <summary>By priority; those that were preempted before those that never ran; the least owed first; the oldest first.</summary>
    public static IOrderedEnumerable<JobView> InOrder(IEnumerable<JobView> jobs) => jobs
        .OrderByDescending(job => job.Demand.Priority)
        .ThenBy(job => job.Demand.PreemptedAt is null)
        .ThenBy(job => job.Demand.LostGpuSeconds)
        .ThenBy(job => job.Demand.CreatedAt)
        .ThenBy(job => job.Demand.Name, ObjectName.Order);
}
