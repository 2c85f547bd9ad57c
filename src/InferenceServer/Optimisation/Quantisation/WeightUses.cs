using InferenceServer.Optimisation.Onnx;

namespace InferenceServer.Optimisation.Quantisation;

/// <summary>How often each value of a model is used, in its graph and in those inside it; and which names are taken.</summary>
internal sealed class WeightUses
{
    private readonly Dictionary<string, int> _uses = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _released = [];

    /// <summary>Counts a model's graph.</summary>
    public WeightUses(ReadOnlyMemory<byte> graph) => Count(graph);

    /// <summary>Whether all uses of a value were taken away.</summary>
    public bool IsReleased(string name) => _released.Contains(name) && _uses[name] == 0;

    /// <summary>Takes one use away.</summary>
    public void Release(string name)
    {
        _uses[name]--;
        _released.Add(name);
    }

    /// <summary>A name that nothing has, now taken.</summary>
    public string Fresh(string name)
    {
        while (!_names.Add(name))
            name += "_";
        return name;
    }

    private void Count(ReadOnlyMemory<byte> graph)
    {
        foreach (var field in MessageField.Of(graph))
        {
            if (field.Number == OnnxFields.GraphOutput)
                Use(MessageField.Of(field.Content).Find(part => part.Number == 1).Text);
            if (field.Number == OnnxFields.GraphInitializer)
                _names.Add(OnnxTensor.Of(field.Content).Name);
            if (field.Number != OnnxFields.GraphNode)
                continue;
            var node = OnnxNode.Of(field.Content);
            foreach (var input in node.Inputs)
                Use(input);
            _names.UnionWith(node.Outputs);
            foreach (var inner in node.Graphs)
                Count(inner);
        }
    }

    private void Use(string name)
    {
        _uses[name] = _uses.GetValueOrDefault(name) + 1;
        _names.Add(name);
    }
}
