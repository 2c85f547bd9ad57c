using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// What may still be wasted in each pool: its limit, less what the last hour lost, less what is under way. A job counts with all that it could
/// lose; what it did lose takes the place of that when it is known.
/// </summary>
internal sealed class WasteBudgets
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Dictionary<string, Pool> _pools;

    public WasteBudgets(ClusterView view, DateTimeOffset now)
    {
        _pools = view.Snapshot.Pools.Where(pool => pool.MaxWastedGpuSecondsPerHour is not null)
            .ToDictionary(pool => pool.Name, pool => new Pool { Limit = pool.MaxWastedGpuSecondsPerHour!.Value }, StringComparer.Ordinal);
        if (_pools.Count == 0) return;
        foreach (var loss in view.Jobs.SelectMany(job => job.Demand.RecentLosses).Concat(view.Snapshot.Losses).Where(loss => loss.At + Hour > now)) Count(loss);
        foreach (var job in view.Jobs)
        {
            if (job.Demand.EndingWorkers > 0) Spend(job, job.LossUnderWay);
        }
    }

    /// <summary>Each pool that has a limit.</summary>
    public IReadOnlyList<PoolWaste> Waste =>
        [.. _pools.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new PoolWaste(pair.Key, pair.Value.Wasted, pair.Value.Limit, pair.Value.Refused, pair.Value.Relief))];

    /// <summary>Whether a job may be stopped: one that is stopping anyway loses nothing more.</summary>
    public bool Allow(JobView job) => _pools.Count == 0 || job.WorstLoss is not (var loss and > 0) || !Exceeded(job, loss).Any();

    /// <summary>Counts a loss; below 0: it is not lost after all.</summary>
    public void Spend(JobView job, double loss)
    {
        foreach (var (name, share) in job.Pools.Shares)
        {
            if (_pools.TryGetValue(name, out var pool)) pool.Wasted += share * loss;
        }
    }

    /// <summary>The limits that keep a job from being stopped; they are noted as such.</summary>
    public IEnumerable<PoolWaste> Refuse(JobView job)
    {
        foreach (var name in Exceeded(job, job.WorstLoss).ToList()) _pools[name].Refused = true;
        return Waste.Where(waste => waste.Refused && job.Pools.Shares.ContainsKey(waste.Pool));
    }

    private IEnumerable<string> Exceeded(JobView job, double loss) =>
        job.Pools.Shares.Where(share => _pools.TryGetValue(share.Key, out var pool) && pool.Wasted + (share.Value * loss) > pool.Limit).Select(share => share.Key);

    private void Count(LossRecord loss)
    {
        if (!_pools.TryGetValue(loss.Pool, out var pool)) return;
        pool.Wasted += loss.GpuSeconds;
        if (pool.Relief is null || loss.At + Hour < pool.Relief) pool.Relief = loss.At + Hour;
    }

    private sealed class Pool
    {
        public required double Limit { get; init; }

        public double Wasted { get; set; }

        public bool Refused { get; set; }

        public DateTimeOffset? Relief { get; set; }
    }
}
