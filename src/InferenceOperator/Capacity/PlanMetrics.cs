using InferenceOperator.Core.Training;
using InferenceOperator.Metrics;

namespace InferenceOperator.Capacity;

/// <summary>Shows the GPUs of a plan as metrics.</summary>
internal static class PlanMetrics
{
    /// <summary>Shows.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="plan">The plan.</param>
    public static void Show(OperatorMetrics metrics, CapacityPlan plan) => metrics.ShowGpus(plan.Gpus
        .SelectMany(count => Uses(count).Select(use => (Key: (count.Product, use.Use), use.Gpus)))
        .GroupBy(pair => pair.Key, pair => pair.Gpus)
        .ToDictionary(group => group.Key, group => group.Sum()));

    private static IEnumerable<(string Use, int Gpus)> Uses(GpuCount count) =>
    [
        ("capacity", count.Capacity), ("inference", count.Inference), ("training", count.Training),
        ("other", count.Other), ("free", count.Free), ("terminating", count.Terminating),
    ];
}
