using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Planning;

namespace InferenceOperator.Core.Training;

/// <summary>
/// Who gets which GPUs: models first, by priority; what they lack is taken from training at the least loss; what is left goes back to training.
/// A pure function of the snapshot: the same snapshot gives the same plan, and a plan that has been acted upon gives no further action.
/// </summary>
public static class CapacityPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="snapshot">The cluster now.</param>
    /// <param name="memory">What the last plan handed on; <see cref="PlannerMemory.Empty"/> at first.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The plan.</returns>
    public static CapacityPlan Plan(ClusterSnapshot snapshot, PlannerMemory memory, DateTimeOffset now)
    {
        var view = new ClusterView(snapshot, now);
        var models = ModelPlacer.Place(view);
        var future = FutureLedger.Of(view, models);
        SurgeRoom.Hold(view, models, future);
        var reclaim = ReclaimPlanner.Plan(view, models, future, memory, now);
        var queue = QueuePlanner.Plan(view, models, reclaim, future, memory, now);
        var admissions = new Admissions(view, reclaim, now);
        var admitted = models.ToDictionary(model => model.Demand.Name, admissions.Of);
        var waste = reclaim.Budgets.Waste;
        return new CapacityPlan
        {
            Models = admitted,
            TrainingJobs = queue.Grants,
            Gpus = GpuCounter.Count(view),
            Waste = waste,
            NextCheck = new[] { queue.NextCheck, view.Leaving.NextChange(snapshot.Pods), waste.Min(pool => pool.Relief), Protection(view, models, now) }.Min(),
            Memory = queue.Memory with { Asked = reclaim.Victims.Keys.ToHashSet() },
        };
    }

    /// <summary>When the next job may be asked again that was asked as often as it may be; null while nobody waits.</summary>
    private static DateTimeOffset? Protection(ClusterView view, IReadOnlyList<PlacedModel> models, DateTimeOffset now) => models.All(model => model.Unmet <= 0)
        ? null
        : view.Jobs.Where(job => job is { IsGranted: true, IsProtected: true, Demand.MaxPreemptions: > 0 })
            .SelectMany(job => job.Demand.Preemptions.Select(time => time + job.Demand.Window)).Where(time => time > now).Min(time => (DateTimeOffset?)time);
}
