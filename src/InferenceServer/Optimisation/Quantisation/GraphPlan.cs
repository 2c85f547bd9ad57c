using System.Runtime.InteropServices;
using InferenceServer.Optimisation.Onnx;

namespace InferenceServer.Optimisation.Quantisation;

/// <summary>
/// What becomes of one graph: which products are replaced, decided in a first pass; written in a second, when it is known which of the original
/// weights nothing uses any more.
/// </summary>
internal sealed class GraphPlan
{
    // One operator of ONNX Runtime for "find the input's range, round it to bytes, multiply whole numbers, scale the sums": unlike ONNX's own
    // operators for the parts it is there for models of every operator set.
    private const string Domain = "com.microsoft";
    private const string Operator = "DynamicQuantizeMatMul";

    private readonly List<MessageField> _fields;
    private readonly Dictionary<int, MessageBuilder> _nodes = [];
    private readonly Dictionary<int, List<GraphPlan>> _inner = [];
    private readonly Dictionary<int, string> _constantNodes = [];
    private readonly List<MessageBuilder> _constants = [];
    private readonly Dictionary<(string, bool, float), (string Elements, string Scales)> _weights = [];
    private readonly WeightUses _uses;
    private readonly int _limit;

    /// <summary>Plans a graph and those inside it.</summary>
    /// <param name="graph">The graph's message.</param>
    /// <param name="outer">What the graphs around it define.</param>
    /// <param name="uses">The uses of the whole model.</param>
    /// <param name="limit">The largest whole number of a weight.</param>
    public GraphPlan(ReadOnlyMemory<byte> graph, Scope? outer, WeightUses uses, int limit)
    {
        (_fields, _uses, _limit) = (MessageField.Of(graph), uses, limit);
        var nodes = Indexed(OnnxFields.GraphNode).Select(field => (field.Index, Node: OnnxNode.Of(field.Field.Content))).ToList();
        var scope = Constants(nodes, outer);
        foreach (var (index, node) in nodes)
        {
            if (ReplaceableProduct.Of(node, scope) is { } product && Replace(node, product) is { } replacement)
                _nodes.Add(index, replacement);
            else if (node.Graphs.Any())
                _inner.Add(index, [.. node.Graphs.Select(inner => new GraphPlan(inner, scope, uses, limit))]);
        }
    }

    /// <summary>Products replaced, in the graphs inside too.</summary>
    public int Replaced => _nodes.Count + _inner.Values.SelectMany(plans => plans).Sum(plan => plan.Replaced);

    /// <summary>Writes the graph as planned.</summary>
    public MessageBuilder Write()
    {
        var graph = new MessageBuilder();
        for (var index = 0; index < _fields.Count; index++)
        {
            var field = _fields[index];
            if (_nodes.TryGetValue(index, out var replacement))
                graph.Message(OnnxFields.GraphNode, replacement);
            else if (_inner.TryGetValue(index, out var plans))
                graph.Message(OnnxFields.GraphNode, WithInner(field, plans));
            else if (!IsLeftOver(index, field))
                graph.Add(field);
        }

        foreach (var constant in _constants)
            graph.Message(OnnxFields.GraphInitializer, constant);
        return graph;
    }

    private static MessageBuilder WithInner(MessageField field, List<GraphPlan> plans)
    {
        var next = 0;
        return OnnxNode.Of(field.Content).WithGraphs(_ => plans[next++].Write());
    }

    // A weight that was replaced everywhere; what nobody used before stays as it was.
    private bool IsLeftOver(int index, MessageField field) =>
        field.Number == OnnxFields.GraphInitializer && _uses.IsReleased(OnnxTensor.Of(field.Content).Name)
        || _constantNodes.TryGetValue(index, out var name) && _uses.IsReleased(name);

    private Scope Constants(List<(int Index, OnnxNode Node)> nodes, Scope? outer)
    {
        var scope = new Scope(outer);
        foreach (var (_, field) in Indexed(OnnxFields.GraphInitializer))
        {
            var tensor = OnnxTensor.Of(field.Content);
            scope.Define(tensor.Name, tensor);
        }

        foreach (var (index, node) in nodes)
        {
            var constant = node.Is("Constant") ? node.Tensor("value") : null;
            if (constant is not null)
                _constantNodes.Add(index, node.Outputs[0]);
            foreach (var output in node.Outputs)
                scope.Define(output, constant);
        }

        // A constant that is an input too is only a default: a request may bring others.
        foreach (var (_, field) in Indexed(OnnxFields.GraphInput))
            scope.Define(MessageField.Of(field.Content).Find(part => part.Number == 1).Text, null);
        return scope;
    }

    private MessageBuilder? Replace(OnnxNode node, ReplaceableProduct product)
    {
        var name = node.Inputs[1];
        var key = (name, product.Transposed, product.Factor);
        if (!_weights.TryGetValue(key, out var names))
        {
            if (QuantisedWeights.Of(product.Weights.FloatBytes().Span, product.Rows, product.Columns, product.Transposed, _limit) is not { } weights)
                return null;
            names = (_uses.Fresh($"{name}_int8"), _uses.Fresh($"{name}_scale"));
            _weights.Add(key, names);
            var scales = Array.ConvertAll(weights.Scales, scale => scale * product.Factor);
            _constants.Add(OnnxTensor.Write(names.Elements, OnnxFields.SignedByte, [product.Rows, product.Columns], weights.Elements));
            _constants.Add(OnnxTensor.Write(names.Scales, OnnxFields.Float, [product.Columns], MemoryMarshal.AsBytes(scales.AsSpan()).ToArray()));
        }

        _uses.Release(name);
        string[] bias = product.Bias is null ? [] : ["", product.Bias];
        return OnnxNode.Write(node.Name, Domain, Operator, [node.Inputs[0], names.Elements, names.Scales, .. bias], node.Outputs);
    }

    private IEnumerable<(int Index, MessageField Field)> Indexed(int number) =>
        _fields.Select((field, index) => (index, field)).Where(pair => pair.field.Number == number);
}
