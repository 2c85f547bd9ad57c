using System.Numerics;

namespace InferenceOperator.Core.Placement;

/// <summary>A set of nodes by their index, one bit each: sets are cut with one another 64 nodes at a time.</summary>
internal sealed class NodeSet
{
    private readonly ulong[] _words;

    public NodeSet(int nodes) => _words = new ulong[(nodes + 63) / 64];

    private NodeSet(NodeSet other) => (_words, Count) = ((ulong[])other._words.Clone(), other.Count);

    public int Count { get; private set; }

    public NodeSet Copy() => new(this);

    public bool Contains(int index) => (_words[index / 64] >> (index % 64) & 1) != 0;

    public void Add(int index)
    {
        if (Contains(index)) return;
        _words[index / 64] |= 1UL << (index % 64);
        Count++;
    }

    public void Remove(int index)
    {
        if (!Contains(index)) return;
        _words[index / 64] &= ~(1UL << (index % 64));
        Count--;
    }

    public void AddAll(NodeSet others)
    {
        Count = 0;
        for (var word = 0; word < _words.Length; word++) Count += BitOperations.PopCount(_words[word] |= others._words[word]);
    }

    public bool Meets(NodeSet other)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            if ((_words[word] & other._words[word]) != 0) return true;
        }

        return false;
    }

    /// <summary>The lowest index that is here and in another set and not in a third; -1 when there is none.</summary>
    public int FirstIn(NodeSet other, NodeSet? except)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            var both = _words[word] & other._words[word];
            if (except is not null) both &= ~except._words[word];
            if (both != 0) return (word * 64) + BitOperations.TrailingZeroCount(both);
        }

        return -1;
    }

    /// <summary>How many are in both.</summary>
    public int CountIn(NodeSet other)
    {
        var count = 0;
        for (var word = 0; word < _words.Length; word++) count += BitOperations.PopCount(_words[word] & other._words[word]);
        return count;
    }

    public IEnumerable<int> Indexes()
    {
        for (var word = 0; word < _words.Length; word++)
        {
            for (var rest = _words[word]; rest != 0; rest &= rest - 1) yield return (word * 64) + BitOperations.TrailingZeroCount(rest);
        }
    }
}
