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
        var reclaim = ReclaimPlanner.Plan(view, models, future, now);
        SurgeRoom.Hold(view, models);
        var queue = QueuePlanner.Plan(view, models, reclaim, future, memory, now);
        return new CapacityPlan
        {
            Models = models.ToDictionary(model => model.Demand.Name, model => Admissions.Of(view, model, reclaim, now)),
            TrainingJobs = queue.Grants,
            Gpus = GpuCounter.Count(view),
            NextCheck = Earliest(queue.NextCheck, view.Leaving.NextChange(snapshot.Pods)),
            Memory = queue.Memory,
        };
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
