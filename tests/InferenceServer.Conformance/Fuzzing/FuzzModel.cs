using InferenceServer.Tests.Support;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>A model that is fuzzed, and a request that it takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Inputs of a right request: name, datatype, shape, elements as JSON, elements raw.</param>
internal sealed record FuzzModel(string Name, IReadOnlyList<(string Name, string Datatype, long[] Shape, string[] Json, byte[] Raw)> Inputs)
{
    private static readonly byte[] TwoFloats = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)];

    /// <summary>All of them: every size of element, strings, booleans, a scalar, many dimensions, joined and not.</summary>
    public static readonly IReadOnlyList<FuzzModel> All =
    [
        new("add", [("a", "FP32", [1, 2], ["1", "2"], TwoFloats), ("b", "FP32", [1, 2], ["1", "2"], TwoFloats)]),
        new("wide", [("a", "FP32", [1, 1, 1, 2], ["1", "2"], TwoFloats), ("b", "FP32", [1, 1, 1, 2], ["1", "2"], TwoFloats)]),
        new("text", [("x", "BYTES", [2], ["\"ab\"", "\"\""], [2, 0, 0, 0, .. "ab"u8, 0, 0, 0, 0])]),
        new("bytes", [("x", "INT8", [3], ["1", "-2", "3"], [1, 254, 3])]),
        new("flags", [("x", "BOOL", [2], ["true", "false"], [1, 0])]),
        new("halves", [("x", "FP16", [2], ["1", "2"], [0, 0x3C, 0, 0x40])]),
        new("large", [("x", "UINT64", [1], ["18446744073709551615"], [255, 255, 255, 255, 255, 255, 255, 255])]),
        new("scalar", [("x", "INT64", [], ["7"], BitConverter.GetBytes(7L))]),
    ];

    /// <summary>Writes the models, and one more that nobody is asked for but that may be loaded and unloaded.</summary>
    public static void Write(TemporaryFolder repository)
    {
        foreach (var (name, model) in (IEnumerable<(string, byte[])>)
            [
                ("add", OnnxModel.Add(-1, 2)), ("wide", OnnxModel.Add(-1, -1, -1, -1)), ("text", OnnxModel.Identity("BYTES", -1)), ("bytes", OnnxModel.Identity("INT8", -1)), ("flags", OnnxModel.Identity("BOOL", -1)),
                ("halves", OnnxModel.Identity("FP16", -1)), ("large", OnnxModel.Identity("UINT64", -1)), ("scalar", OnnxModel.Identity("INT64")), ("spare", OnnxModel.Identity("FP32", -1)),
            ])
            repository.Write($"{name}/1/model.onnx", model);
    }
}
