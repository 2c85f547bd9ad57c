using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Optimisation.Support;

/// <summary>Small models of matrix products, and what is written by hand around them.</summary>
public static class ProductModels
{
    public const int Rows = 32;
    public const int Columns = 48;

    /// <summary>Numbers of a normal-looking spread, the same in every run.</summary>
    public static float[] Weights(int seed = 1, int count = Rows * Columns)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
    }

    /// <summary>y = x · w.</summary>
    public static byte[] MatMul(int opset = 17, float[]? weights = null) => new OnnxModel()
        .Input("x", OnnxModel.FP32, -1, Rows).Output("y", OnnxModel.FP32, -1, Columns)
        .FloatMatrix("w", Columns, weights ?? Weights()).Node("MatMul", ["x", "w"], ["y"]).Build(opset);

    /// <summary>y = x · w − x · (w + a little): each product is fine by itself, and what is left of them is smaller than their rounding.</summary>
    public static byte[] Cancelling()
    {
        var little = Weights(2);
        return new OnnxModel().Input("x", OnnxModel.FP32, -1, Rows).Output("y", OnnxModel.FP32, -1, Columns)
            .FloatMatrix("w", Columns, Weights()).FloatMatrix("v", Columns, [.. Weights().Zip(little, (w, l) => w + 0.001f * l)])
            .Node("MatMul", ["x", "w"], ["a"]).Node("MatMul", ["x", "v"], ["b"]).Node("Sub", ["a", "b"], ["y"]).Build();
    }

    /// <summary>y = 0.5 · x · wᵀ + c.</summary>
    public static byte[] Gemm(float beta = 1) => Model(graph =>
    {
        Info(graph, 11, "x", -1, Rows);
        Info(graph, 12, "y", -1, Columns);
        Tensor(graph, 5, "w", Weights(), Columns, Rows);
        Tensor(graph, 5, "c", Weights(3, Columns), Columns);
        Node(graph, "Gemm", ["x", "w", "c"], ["y"], node => node
            .Message(5, attribute => attribute.Text(1, "transB").Number(3, 1).Number(20, 2))
            .Message(5, attribute => attribute.Text(1, "alpha").Fixed32(2, 0.5f).Number(20, 1))
            .Message(5, attribute => attribute.Text(1, "beta").Fixed32(2, beta).Number(20, 1)));
    });

    /// <summary>y = x · w, with w a Constant node.</summary>
    public static byte[] ConstantNode() => Model(graph =>
    {
        Info(graph, 11, "x", -1, Rows);
        Info(graph, 12, "y", -1, Columns);
        Node(graph, "Constant", [], ["w"], node => node.Message(5, attribute => Tensor(attribute.Text(1, "value").Number(20, 4), 5, "", Weights(), Rows, Columns)));
        Node(graph, "MatMul", ["x", "w"], ["y"]);
    });

    /// <summary>y = x · w if c, else x · w + 1: the products stand in the branches, the weights around them.</summary>
    public static byte[] Branches() => Model(graph =>
    {
        Info(graph, 11, "x", -1, Rows);
        graph.Message(11, info => info.Text(1, "c").Message(2, of => of.Message(1, tensor => tensor.Number(1, 9).Message(2, _ => { }))));
        Info(graph, 12, "y", -1, Columns);
        Tensor(graph, 5, "w", Weights(), Rows, Columns);
        Tensor(graph, 5, "one", [1], 1);
        Node(graph, "If", ["c"], ["y"], node => node
            .Message(5, attribute => attribute.Text(1, "then_branch").Number(20, 5).Message(6, branch =>
            {
                Node(branch, "MatMul", ["x", "w"], ["then"]);
                branch.Text(2, "yes");
                Info(branch, 12, "then", -1, Columns);
            }))
            .Message(5, attribute => attribute.Text(1, "else_branch").Number(20, 5).Message(6, branch =>
            {
                Node(branch, "MatMul", ["x", "w"], ["product"]);
                Node(branch, "Add", ["product", "one"], ["otherwise"]);
                branch.Text(2, "no");
                Info(branch, 12, "otherwise", -1, Columns);
            })));
    });

    /// <summary>y = x · w and z = w + 1: the weights are used by another node as well.</summary>
    public static byte[] SharedWeights() => new OnnxModel()
        .Input("x", OnnxModel.FP32, -1, Rows).Output("y", OnnxModel.FP32, -1, Columns).Output("z", OnnxModel.FP32, Rows, Columns)
        .FloatMatrix("w", Columns, Weights()).FloatInitializer("one", 1).Node("MatMul", ["x", "w"], ["y"]).Node("Add", ["w", "one"], ["z"]).Build();

    /// <summary>y = x · w, where a request may bring another w.</summary>
    public static byte[] OverridableWeights() => new OnnxModel()
        .Input("x", OnnxModel.FP32, -1, Rows).Input("w", OnnxModel.FP32, Rows, Columns).Output("y", OnnxModel.FP32, -1, Columns)
        .FloatMatrix("w", Columns, Weights()).Node("MatMul", ["x", "w"], ["y"]).Build();

    /// <summary>y = x · w, with w in another file.</summary>
    public static byte[] ExternalWeights() => Model(graph =>
    {
        Info(graph, 11, "x", -1, Rows);
        Info(graph, 12, "y", -1, Columns);
        graph.Message(5, tensor => tensor.Number(1, Rows).Number(1, Columns).Number(2, 1).Text(8, "w").Number(14, 1)
            .Message(13, entry => entry.Text(1, "location").Text(2, "weights.bin")));
        Node(graph, "MatMul", ["x", "w"], ["y"]);
    });

    /// <summary>A model with fields that nobody knows, in the model, its graph and its node.</summary>
    public static byte[] UnknownFields(byte[] marker) => Model(
        graph =>
        {
            Info(graph, 11, "x", -1, Rows);
            Info(graph, 12, "y", -1, Columns);
            Tensor(graph, 5, "w", Weights(), Rows, Columns);
            graph.Bytes(900, marker);
            Node(graph, "MatMul", ["x", "w"], ["product"]);
            Node(graph, "Relu", ["product"], ["y"], node => node.Bytes(901, marker));
        },
        model => model.Bytes(902, marker));

    private static byte[] Model(Action<ProtobufWriter> graph, Action<ProtobufWriter>? more = null)
    {
        var model = new ProtobufWriter().Number(1, 8).Message(8, version => version.Text(1, "").Number(2, 17)).Message(7, inner => graph(inner.Text(2, "test")));
        more?.Invoke(model);
        return model.ToArray();
    }

    private static void Info(ProtobufWriter graph, int field, string name, params long[] shape) => graph.Message(field, info => info.Text(1, name).Message(2, of => of.Message(1, tensor =>
        tensor.Number(1, OnnxModel.FP32).Message(2, dimensions => Array.ForEach(shape, size => dimensions.Message(1, dimension => _ = size < 0 ? dimension.Text(2, "n") : dimension.Number(1, size)))))));

    private static ProtobufWriter Tensor(ProtobufWriter owner, int field, string name, float[] values, params long[] shape) => owner.Message(field, tensor =>
    {
        foreach (var size in shape)
            tensor.Number(1, size);
        tensor.Number(2, OnnxModel.FP32).Text(8, name).Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]);
    });

    private static void Node(ProtobufWriter graph, string operation, string[] inputs, string[] outputs, Action<ProtobufWriter>? more = null) => graph.Message(1, node =>
    {
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, operation);
        more?.Invoke(node);
    });
}
