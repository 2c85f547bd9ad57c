namespace InferenceOperator.Core.Placement;

/// <summary>On which nodes the replicas of a model are: the next one goes where fewest are.</summary>
internal sealed class ReplicaSpread(int nodes)
{
    private readonly Dictionary<int, int> _replicas = [];

    /// <summary>At position n the nodes with more than n replicas.</summary>
    private readonly List<NodeSet> _moreThan = [];

    /// <summary>The most that are on one node.</summary>
    public int Most => _moreThan.Count;

    /// <summary>The nodes with more than so many replicas; null: there are none.</summary>
    public NodeSet? MoreThan(int replicas) => replicas < _moreThan.Count ? _moreThan[replicas] : null;

    /// <summary>Counts one more.</summary>
    /// <param name="node">Its node; below 0: none.</param>
    public void Add(int node)
    {
        if (node < 0) return;
        var before = _replicas.GetValueOrDefault(node);
        _replicas[node] = before + 1;
        if (before == _moreThan.Count) _moreThan.Add(new NodeSet(nodes));
        _moreThan[before].Add(node);
    }
}
