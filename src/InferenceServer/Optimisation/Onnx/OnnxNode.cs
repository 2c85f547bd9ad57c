namespace InferenceServer.Optimisation.Onnx;

/// <summary>A node of a graph.</summary>
internal sealed class OnnxNode
{
    private readonly List<MessageField> _fields;

    private OnnxNode(List<MessageField> fields)
    {
        _fields = fields;
        Inputs = [.. fields.Where(field => field.Number == OnnxFields.NodeInput).Select(field => field.Text)];
        Outputs = [.. fields.Where(field => field.Number == OnnxFields.NodeOutput).Select(field => field.Text)];
        Name = fields.Find(field => field.Number == OnnxFields.NodeName).Text;
        Operator = fields.Find(field => field.Number == OnnxFields.NodeOperator).Text;
        Domain = fields.Find(field => field.Number == OnnxFields.NodeDomain).Text;
        Attributes = [.. fields.Where(field => field.Number == OnnxFields.NodeAttribute).Select(field => MessageField.Of(field.Content))];
    }

    /// <summary>Names of its inputs; an empty name stands for one that is left out.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of its outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Its name; may be empty.</summary>
    public string Name { get; }

    /// <summary>The operator.</summary>
    public string Operator { get; }

    /// <summary>The operator's domain; ONNX's own is empty or <c>ai.onnx</c>.</summary>
    public string Domain { get; }

    /// <summary>The attributes' fields.</summary>
    public IReadOnlyList<List<MessageField>> Attributes { get; }

    /// <summary>Whether it is an operator of ONNX itself.</summary>
    public bool Is(string name) => Operator == name && (Domain is "" or "ai.onnx");

    /// <summary>Graphs that the node runs (If, Loop, Scan).</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Graphs =>
        Attributes.SelectMany(parts => parts).Where(part => part.Number is OnnxFields.AttributeGraph or OnnxFields.AttributeGraphs).Select(part => part.Content);

    /// <summary>Reads a node.</summary>
    public static OnnxNode Of(ReadOnlyMemory<byte> message) => new(MessageField.Of(message));

    /// <summary>An integer attribute.</summary>
    public long Integer(string name, long otherwise) => Attribute(name, OnnxFields.AttributeInteger) is { } field ? (long)field.Value : otherwise;

    /// <summary>A float attribute.</summary>
    public float Float(string name, float otherwise) => Attribute(name, OnnxFields.AttributeFloat) is { } field ? BitConverter.UInt32BitsToSingle((uint)field.Value) : otherwise;

    /// <summary>A tensor attribute; null when there is none.</summary>
    public OnnxTensor? Tensor(string name) => Attribute(name, OnnxFields.AttributeTensor) is { } field ? OnnxTensor.Of(field.Content) : null;

    /// <summary>The node with its graphs replaced, everything else as it was.</summary>
    public MessageBuilder WithGraphs(Func<ReadOnlyMemory<byte>, MessageBuilder> replace)
    {
        var node = new MessageBuilder();
        foreach (var field in _fields)
        {
            if (field.Number != OnnxFields.NodeAttribute)
            {
                node.Add(field);
                continue;
            }

            var attribute = new MessageBuilder();
            foreach (var part in MessageField.Of(field.Content))
            {
                if (part.Number is OnnxFields.AttributeGraph or OnnxFields.AttributeGraphs)
                    attribute.Message(part.Number, replace(part.Content));
                else
                    attribute.Add(part);
            }

            node.Message(OnnxFields.NodeAttribute, attribute);
        }

        return node;
    }

    /// <summary>Writes a node without attributes.</summary>
    public static MessageBuilder Write(string name, string domain, string @operator, IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        var node = new MessageBuilder();
        foreach (var input in inputs)
            node.Text(OnnxFields.NodeInput, input);
        foreach (var output in outputs)
            node.Text(OnnxFields.NodeOutput, output);
        return node.Text(OnnxFields.NodeName, name).Text(OnnxFields.NodeOperator, @operator).Text(OnnxFields.NodeDomain, domain);
    }

    private MessageField? Attribute(string name, int number)
    {
        var fields = Attributes.FirstOrDefault(fields => fields.Exists(field => field.Number == OnnxFields.AttributeName && field.Text == name));
        return fields is not null && fields.Exists(field => field.Number == number) ? fields.Find(field => field.Number == number) : null;
    }
}
