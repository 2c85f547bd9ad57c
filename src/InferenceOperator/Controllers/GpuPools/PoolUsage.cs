using InferenceOperator.Api;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Controllers.GpuPools;

/// <summary>The GPUs of a pool as its status shows them.</summary>
internal static class PoolUsage
{
    /// <summary>Picks a pool's rows out of the plan's.</summary>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="counts">The plan's rows, of all pools.</param>
    /// <returns>The rows by product.</returns>
    public static List<GpuUsage> Of(string pool, IEnumerable<GpuCount> counts) => counts
        .Where(count => count.Pool == pool)
        .OrderBy(count => count.Product, StringComparer.Ordinal)
        .Select(count => new GpuUsage
        {
            Product = count.Product,
            Capacity = count.Capacity,
            Inference = count.Inference,
            Training = count.Training,
            Other = count.Other,
            Free = count.Free,
            Terminating = count.Terminating,
        })
        .ToList();
}
