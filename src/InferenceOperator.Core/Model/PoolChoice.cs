namespace InferenceOperator.Core.Model;

/// <summary>Which pool a node belongs to: the first by name whose labels it has.</summary>
public sealed class PoolChoice
{
    private static readonly PoolRules Unassigned = new() { Name = "unassigned" };
    private static readonly PoolRules Default = new();
    private readonly List<PoolRules> _pools;

    /// <summary>Looks at the pools.</summary>
    /// <param name="pools">All of them, in any order.</param>
    public PoolChoice(IEnumerable<PoolRules> pools) => _pools = [.. pools.OrderBy(pool => pool.Name, StringComparer.Ordinal)];

    /// <summary>The rules for a node that is not known, or is in no pool.</summary>
    public static PoolRules None => Unassigned;

    /// <summary>The rules for a job that no node could take.</summary>
    public static PoolRules Any => Default;

    /// <summary>Chooses.</summary>
    /// <param name="labels">The node's labels.</param>
    /// <returns>Its pool's rules; the defaults where there are no pools at all, or none of them has it.</returns>
    public PoolRules Of(IReadOnlyDictionary<string, string> labels)
    {
        if (_pools.Count == 0) return Default;
        foreach (var pool in _pools)
        {
            if (pool.NodeSelector.All(label => labels.GetValueOrDefault(label.Key) == label.Value)) return pool;
        }

        return Unassigned;
    }
}
