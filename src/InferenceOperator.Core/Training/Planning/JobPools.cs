using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// The pools that a job's workers are in; of a job without workers, the pool of the first node it could be on. Where they differ, the job has
/// the protection of each: the longest minRuntime, and only those steps that all of them allow.
/// </summary>
internal sealed class JobPools
{
    private readonly IReadOnlyList<PoolRules> _pools;
    private readonly Dictionary<string, double> _shares;

    public JobPools(TrainingDemand demand, IReadOnlyList<PlacedPod> pods, ClusterView view)
    {
        List<PoolRules> pools = [];
        _shares = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (pod, node) in pods)
        {
            if (pod.Node is null) continue;
            var pool = view.PoolOf(node);
            if (!_shares.TryGetValue(pool.Name, out var gpus)) pools.Add(pool);
            _shares[pool.Name] = gpus + Math.Max(1, pod.Gpus.Values.Sum());
        }

        var bound = _shares.Values.Sum();
        if (bound == 0)
        {
            pools.Add(view.PoolFor(demand.Ask));
            _shares[pools[0].Name] = bound = 1;
        }

        foreach (var pool in pools) _shares[pool.Name] /= bound;
        _pools = pools;
    }

    /// <summary>Which part of its GPUs is in which pool; together 1.</summary>
    public IReadOnlyDictionary<string, double> Shares => _shares;

    public TimeSpan MinRuntime => _pools.Max(pool => pool.MinRuntime);

    public TimeSpan GiveBackDelay => _pools.Max(pool => pool.GiveBackDelay);

    /// <summary>At which position of their orders the step stands, the last where they differ; null: one of them does not allow it.</summary>
    public int? PositionOf(ReclaimStep step)
    {
        var last = 0;
        foreach (var pool in _pools)
        {
            var position = pool.Order.ToList().IndexOf(step);
            if (position < 0) return null;
            last = Math.Max(last, position);
        }

        return last;
    }
}
