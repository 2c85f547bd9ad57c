using System.Text;
using InferenceServer.Tests.Support;

namespace InferenceServer.Conformance.Tests;

/// <summary>Files that are meant to harm who loads them.</summary>
internal static class HostileModels
{
    private const int Float = OnnxModel.FP32;
    private const int External = 1;

    /// <summary>By what is wrong with them.</summary>
    public static readonly IReadOnlyDictionary<string, Func<byte[]>> All = new Dictionary<string, Func<byte[]>>
    {
        ["empty"] = () => [],
        ["text"] = () => Encoding.ASCII.GetBytes("<html>404 Not Found</html>"),
        ["a pointer of a large file store"] = () => Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
        ["opset of the future"] = () => Negated().Build(opset: 9999),
        ["opset zero"] = () => Negated().Build(opset: 0),
        ["opset below zero"] = () => Negated().Build(opset: -1),
        ["unknown operator"] = () => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node("Backdoor", ["x"], ["y"]).Build(),
        ["operator of another domain"] = () => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node("Shell", ["x"], ["y"], "com.example.custom").Build(),
        ["operator of a domain that is imported"] = () => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node("Shell", ["x"], ["y"], "com.example.custom")
            .Build(more: model => model.Message(8, version => version.Text(1, "com.example.custom").Number(2, 1))),
        ["cycle"] = () => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node("Add", ["x", "y"], ["z"]).Node("Neg", ["z"], ["y"]).Build(),
        ["function that calls itself"] = Recursive,
        ["functions that call each other"] = MutuallyRecursive,
        ["output that nobody makes"] = () => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node("Neg", ["x"], ["z"]).Build(),
        ["input type that is none"] = () => new OnnxModel().Input("x", 4711, 1).Output("y", 4711, 1).Node("Neg", ["x"], ["y"]).Build(),
        ["external data above the model"] = () => WithExternal("../../../../../../../../etc/passwd"),
        ["external data above the model in a detour"] = () => WithExternal("weights/../../../../../../../../etc/passwd"),
        ["external data at an absolute path"] = () => WithExternal("/etc/passwd"),
        ["external data of the process"] = () => WithExternal("/proc/self/environ"),
        ["external data behind a link"] = () => WithExternal("link-to-passwd"),
        ["external data that is not there"] = () => WithExternal("weights.bin"),
        ["external data that is a directory"] = () => WithExternal("."),
        ["external data with a length below zero"] = () => WithExternal("model.onnx", offset: "0", length: "-4"),
        ["external data beyond its file"] = () => WithExternal("model.onnx", offset: "9223372036854775800", length: "16"),
        ["external data with a length that is none"] = () => WithExternal("model.onnx", offset: "x", length: "16"),
        ["external data of a constant in a node"] = () => new OnnxModel().Input("x", Float, 4).Output("y", Float, 4)
            .Node("Constant", [], ["w"], more: node => node.Message(5, attribute => attribute.Text(1, "value").Message(5, tensor => ExternalTensor(tensor, "../../../../../../../../etc/passwd", null, null)).Number(20, 4)))
            .Node("Add", ["x", "w"], ["y"]).Build(),
        ["initializer that claims a tebibyte"] = () => WithInitializer(tensor => tensor.Number(1, 1L << 38).Number(2, Float).Text(8, "w").Bytes(9, [1, 2, 3, 4])),
        ["initializer whose sizes overflow"] = () => WithInitializer(tensor => tensor.Number(1, 1L << 40).Number(1, 1L << 40).Number(2, Float).Text(8, "w").Bytes(9, [1, 2, 3, 4])),
        ["initializer with a size below zero"] = () => WithInitializer(tensor => tensor.Number(1, -5).Number(2, Float).Text(8, "w").Bytes(9, [1, 2, 3, 4])),
        ["initializer of a type that is none"] = () => WithInitializer(tensor => tensor.Number(1, 1).Number(2, 4711).Text(8, "w").Bytes(9, [1, 2, 3, 4])),
        ["graphs in graphs, 60"] = () => Nested(60),
        ["graphs in graphs, 5000"] = () => Nested(5000),
    };

    /// <summary>One operator after the other: nothing is wrong with it, but its length.</summary>
    public static byte[] Long(int nodes)
    {
        var model = new OnnxModel().Input("n0", Float, 1).Output($"n{nodes}", Float, 1);
        for (var index = 0; index < nodes; index++)
            model.Node("Neg", [$"n{index}"], [$"n{index + 1}"]);
        return model.Build();
    }

    private static OnnxModel Negated() => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node("Neg", ["x"], ["y"]);

    private static byte[] WithInitializer(Action<ProtobufWriter> tensor) =>
        new OnnxModel().Input("x", Float, -1).Output("y", Float, -1).Initializer(tensor).Node("Add", ["x", "w"], ["y"]).Build();

    private static byte[] WithExternal(string location, string? offset = null, string? length = null) => WithInitializer(tensor => ExternalTensor(tensor, location, offset, length));

    private static void ExternalTensor(ProtobufWriter tensor, string location, string? offset, string? length)
    {
        tensor.Number(1, 4).Number(2, Float).Text(8, "w").Message(13, entry => entry.Text(1, "location").Text(2, location));
        if (offset is not null)
            tensor.Message(13, entry => entry.Text(1, "offset").Text(2, offset));
        if (length is not null)
            tensor.Message(13, entry => entry.Text(1, "length").Text(2, length));
        tensor.Number(14, External);
    }

    private static byte[] Recursive() => CallOf("F").Build(more: model => Functions(model, ("F", "F")));

    private static byte[] MutuallyRecursive() => CallOf("F").Build(more: model => Functions(model, ("F", "G"), ("G", "F")));

    private static OnnxModel CallOf(string function) => new OnnxModel().Input("x", Float, 1).Output("y", Float, 1).Node(function, ["x"], ["y"], "own");

    private static void Functions(ProtobufWriter model, params (string Name, string Calls)[] functions)
    {
        model.Message(8, version => version.Text(1, "own").Number(2, 1));
        foreach (var (name, calls) in functions)
        {
            model.Message(25, function => function.Text(1, name).Text(4, "a").Text(5, "b").Message(7, node => OnnxModel.Node(node, calls, ["a"], ["b"], "own"))
                .Message(9, version => version.Text(1, "own").Number(2, 1)).Text(10, "own"));
        }
    }

    private static byte[] Nested(int depth)
    {
        var graph = new OnnxModel().Output("y", Float, 1).Node("Identity", ["x"], ["y"]).Graph();
        for (var level = 0; level < depth; level++)
        {
            var (inner, outer) = (graph, new OnnxModel().Output("y", Float, 1));
            graph = outer.Node("If", ["c"], ["y"], more: node => Branches(node, inner)).Graph();
        }

        var model = new OnnxModel().Input("c", OnnxModel.Types["BOOL"], 1).Input("x", Float, 1).Output("y", Float, 1);
        return model.Node("If", ["c"], ["y"], more: node => Branches(node, graph)).Build();
    }

    // The other branch is short, or the file would double with each level.
    private static void Branches(ProtobufWriter node, byte[] then)
    {
        var other = new OnnxModel().Output("y", Float, 1).Node("Identity", ["x"], ["y"]).Graph();
        node.Message(5, attribute => attribute.Text(1, "then_branch").Bytes(6, then).Number(20, 5))
            .Message(5, attribute => attribute.Text(1, "else_branch").Bytes(6, other).Number(20, 5));
    }
}
