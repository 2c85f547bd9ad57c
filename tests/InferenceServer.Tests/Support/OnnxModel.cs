namespace InferenceServer.Tests.Support;

/// <summary>Writes small ONNX models: nodes over named tensors. Element types are ONNX's numbers, dimensions -1 are free.</summary>
public sealed class OnnxModel
{
    public const int FP32 = 1;
    public const int INT64 = 7;
    public const int BYTES = 8;

    /// <summary>The protocol's name of each ONNX element type that the server carries.</summary>
    public static readonly IReadOnlyDictionary<string, int> Types = new Dictionary<string, int>
    {
        ["FP32"] = 1, ["UINT8"] = 2, ["INT8"] = 3, ["UINT16"] = 4, ["INT16"] = 5, ["INT32"] = 6, ["INT64"] = 7, ["BYTES"] = 8, ["BOOL"] = 9,
        ["FP16"] = 10, ["FP64"] = 11, ["UINT32"] = 12, ["UINT64"] = 13, ["BF16"] = 16,
    };

    private readonly ProtobufWriter _graph = new();

    public static byte[] Identity(string datatype, params long[] shape) => new OnnxModel()
        .Input("x", Types[datatype], shape).Output("y", Types[datatype], shape).Node("Identity", ["x"], ["y"]).Build();

    public static byte[] Add(params long[] shape) => new OnnxModel()
        .Input("a", FP32, shape).Input("b", FP32, shape).Output("sum", FP32, shape).Node("Add", ["a", "b"], ["sum"]).Build();

    public OnnxModel Input(string name, int type, params long[] shape)
    {
        _graph.Message(11, info => Tensor(info, name, type, shape));
        return this;
    }

    public OnnxModel Output(string name, int type, params long[] shape)
    {
        _graph.Message(12, info => Tensor(info, name, type, shape));
        return this;
    }

    /// <summary>A sequence-of-tensors output, which the protocol cannot carry.</summary>
    public OnnxModel SequenceOutput(string name, int type)
    {
        _graph.Message(12, info => info.Text(1, name).Message(2, of => of.Message(4, sequence => sequence.Message(1, element => element.Message(1, tensor => tensor.Number(1, type))))));
        return this;
    }

    /// <summary>A constant, which is also an optional input when an input of the same name is declared.</summary>
    public OnnxModel FloatInitializer(string name, params float[] values)
    {
        _graph.Message(5, tensor => tensor.Number(1, values.Length).Number(2, FP32).Text(8, name).Bytes(9, values.SelectMany(BitConverter.GetBytes).ToArray()));
        return this;
    }

    /// <summary>A constant of rows of <paramref name="columns"/>.</summary>
    public OnnxModel FloatMatrix(string name, int columns, float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        _graph.Message(5, tensor => tensor.Number(1, values.Length / columns).Number(1, columns).Number(2, FP32).Text(8, name).Bytes(9, bytes));
        return this;
    }

    /// <summary>A constant of the caller's own writing: fields of a <c>TensorProto</c>.</summary>
    public OnnxModel Initializer(Action<ProtobufWriter> write)
    {
        _graph.Message(5, write);
        return this;
    }

    public OnnxModel Node(string operation, string[] inputs, string[] outputs, string domain = "", Action<ProtobufWriter>? more = null)
    {
        _graph.Message(1, node => Node(node, operation, inputs, outputs, domain, more));
        return this;
    }

    /// <summary>A cast to another element type.</summary>
    public OnnxModel Cast(string input, string output, int type)
    {
        _graph.Message(1, node => node.Text(1, input).Text(2, output).Text(4, "Cast")
            .Message(5, attribute => attribute.Text(1, "to").Number(3, type).Number(20, 2)));
        return this;
    }

    /// <summary>Writes the fields of a <c>NodeProto</c>.</summary>
    public static void Node(ProtobufWriter node, string operation, string[] inputs, string[] outputs, string domain = "", Action<ProtobufWriter>? more = null)
    {
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, operation).Text(7, domain);
        more?.Invoke(node);
    }

    /// <summary>The graph alone, as it stands in a node's attribute.</summary>
    public byte[] Graph() => [.. new ProtobufWriter().Text(2, "test").ToArray(), .. _graph.ToArray()];

    /// <summary>The file.</summary>
    /// <param name="opset">Version of ONNX's own operators.</param>
    /// <param name="more">More fields of the <c>ModelProto</c>.</param>
    public byte[] Build(long opset = 17, Action<ProtobufWriter>? more = null)
    {
        var model = new ProtobufWriter().Number(1, 8).Message(8, version => version.Text(1, "").Number(2, opset)).Bytes(7, Graph());
        more?.Invoke(model);
        return model.ToArray();
    }

    private static void Tensor(ProtobufWriter info, string name, int type, long[] shape) => info.Text(1, name).Message(2, of => of.Message(1, tensor =>
    {
        tensor.Number(1, type);
        tensor.Message(2, dimensions =>
        {
            for (var axis = 0; axis < shape.Length; axis++)
            {
                var (size, symbol) = (shape[axis], $"{name}_{axis}");
                dimensions.Message(1, dimension => _ = size < 0 ? dimension.Text(2, symbol) : dimension.Number(1, size));
            }
        });
    }));
}
