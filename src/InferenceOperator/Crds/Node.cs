namespace InferenceOperator.Crds;

/// <summary>A mapping of YAML that keeps the order in which its keys were added.</summary>
public sealed class Node : Dictionary<string, object>
{
    /// <summary>Makes an empty mapping.</summary>
    public Node()
    {
    }

    /// <summary>Copies a mapping, not what is in it.</summary>
    /// <param name="other">What to copy.</param>
    public Node(Node other) : base(other)
    {
    }

    /// <summary>Adds a key unless its value is null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">A <see cref="Node"/>, list, string, number or boolean; null adds nothing.</param>
    public Node With(string key, object? value)
    {
        if (value is not null)
            Add(key, value);
        return this;
    }

    /// <summary>A copy with a description in front.</summary>
    /// <param name="description">What the field says.</param>
    public Node Described(string description)
    {
        var described = new Node { ["description"] = description };
        foreach (var (key, value) in this)
            described.Add(key, value);
        return described;
    }

    /// <summary>Finds a nested mapping.</summary>
    /// <param name="path">Keys from here on.</param>
    public Node? Find(params ReadOnlySpan<string> path)
    {
        var node = this;
        foreach (var key in path)
        {
            if (node.GetValueOrDefault(key) is not Node next)
                return null;
            node = next;
        }

        return node;
    }
}
