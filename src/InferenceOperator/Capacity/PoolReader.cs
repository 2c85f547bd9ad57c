using InferenceOperator.Api;
using InferenceOperator.Core.Model;
using InferenceOperator.Translation;

namespace InferenceOperator.Capacity;

/// <summary>Translates GPU pools.</summary>
internal static class PoolReader
{
    /// <summary>Translates.</summary>
    /// <param name="pool">The pool.</param>
    /// <returns>Its rules.</returns>
    /// <exception cref="FormatException">A duration is none; the message says what to write.</exception>
    public static PoolRules Read(GpuPool pool) => new()
    {
        Name = pool.Metadata.Name,
        NodeSelector = pool.Spec.NodeSelector ?? [],
        Reserve = pool.Spec.Inference.Reserve,
        TrainingMaxGpus = pool.Spec.Training.MaxGpus,
        MinRuntime = GoDuration.Parse(pool.Spec.Training.MinRuntime),
        MaxWastedGpuSecondsPerHour = pool.Spec.Training.MaxWastedGpuSecondsPerHour,
        Order = [.. pool.Spec.Reclaim.Order.Select(Step).OfType<ReclaimStep>()],
        GiveBackDelay = GoDuration.Parse(pool.Spec.Reclaim.GiveBackDelay),
    };

    private static ReclaimStep? Step(string step) => step switch
    {
        ReclaimSteps.Shrink => ReclaimStep.Shrink,
        ReclaimSteps.Checkpoint => ReclaimStep.Checkpoint,
        _ => null,
    };
}
