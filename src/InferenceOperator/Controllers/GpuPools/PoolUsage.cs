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

    /// <summary>Adds the rows up.</summary>
    /// <param name="rows">The rows by product; null while nothing has been counted.</param>
    /// <returns>The sums; null while nothing has been counted.</returns>
    public static GpuCounts? Total(IReadOnlyCollection<GpuUsage>? rows) => rows is null ? null : new GpuCounts
    {
        Capacity = rows.Sum(row => row.Capacity),
        Inference = rows.Sum(row => row.Inference),
        Training = rows.Sum(row => row.Training),
        Other = rows.Sum(row => row.Other),
        Free = rows.Sum(row => row.Free),
        Terminating = rows.Sum(row => row.Terminating),
    };
}
