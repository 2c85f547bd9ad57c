namespace InferenceOperator.Core.Placement;

/// <summary>What is free of one resource on each node, with the nodes sorted by how much that is.</summary>
internal sealed class FreeGpus
{
    private readonly int[] _free;

    /// <summary>The nodes with so many free; with none, or more held than there is, at 0.</summary>
    private readonly List<NodeSet> _levels;

    public FreeGpus(IReadOnlyList<int> capacity)
    {
        _free = [.. capacity];
        _levels = [];
        for (var index = 0; index < _free.Length; index++) Level(_free[index]).Add(index);
    }

    private FreeGpus(FreeGpus other)
    {
        _free = (int[])other._free.Clone();
        _levels = [.. other._levels.Select(level => level.Copy())];
    }

    public FreeGpus Copy() => new(this);

    public int this[int node] => _free[node];

    public void Change(int node, int by)
    {
        var (before, after) = (Math.Max(0, _free[node]), Math.Max(0, _free[node] += by));
        if (before == after) return;
        _levels[before].Remove(node);
        Level(after).Add(node);
    }

    /// <summary>The suitable node that is left with the least when so many are taken, the lowest index among equals; -1: none has as many.</summary>
    public int Tightest(int count, NodeSet suitable, NodeSet? except)
    {
        for (var level = count; level < _levels.Count; level++)
        {
            if (_levels[level].Count > 0 && _levels[level].FirstIn(suitable, except) is var node and >= 0) return node;
        }

        return -1;
    }

    /// <summary>How many are free on those nodes together.</summary>
    public int SumOn(NodeSet nodes)
    {
        var sum = 0;
        for (var level = 1; level < _levels.Count; level++)
        {
            if (_levels[level].Count > 0) sum += level * _levels[level].CountIn(nodes);
        }

        return sum;
    }

    private NodeSet Level(int free)
    {
        while (_levels.Count <= Math.Max(0, free)) _levels.Add(new NodeSet(_free.Length));
        return _levels[Math.Max(0, free)];
    }
}
