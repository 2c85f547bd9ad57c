using InferenceServer.Tests.Support;

namespace InferenceServer.Benchmarks;

/// <summary>
/// Two fully connected layers of 2048 by 2048 with 32 MiB of weights, as in the heads of embedding and ranking models: a single row reads all
/// weights for few operations, which is what a batch saves.
/// </summary>
internal static class DenseModel
{
    /// <summary>Elements of a row.</summary>
    public const int Width = 2048;

    /// <summary>Writes the model and returns its path.</summary>
    public static string Write(string folder)
    {
        var model = new OnnxModel().Input("x", OnnxModel.FP32, -1, Width).Output("y", OnnxModel.FP32, -1, Width);
        var random = new Random(1);
        foreach (var layer in (string[])["first", "second"])
            model.FloatMatrix(layer, Width, [.. Enumerable.Range(0, Width * Width).Select(_ => (float)(random.NextDouble() - 0.5) / 32)]);
        var file = Path.Combine(folder, "dense.onnx");
        File.WriteAllBytes(file, model.Node("MatMul", ["x", "first"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "second"], ["y"]).Build());
        return file;
    }
}
