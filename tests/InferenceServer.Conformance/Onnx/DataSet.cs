namespace InferenceServer.Conformance.Onnx;

/// <summary>Inputs, and the outputs that they must have.</summary>
/// <param name="Inputs">By the model's names, in its order.</param>
/// <param name="Outputs">Likewise.</param>
internal sealed record DataSet(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs)
{
    /// <summary>Reads a folder of <c>input_N.pb</c> and <c>output_N.pb</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="inputs">Names of the model's inputs.</param>
    /// <param name="outputs">Names of its outputs.</param>
    /// <param name="optional">Inputs that are stored as optional ones; one that is not given becomes a tensor without a datatype.</param>
    public static DataSet Read(string folder, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, IReadOnlyList<string> optional) =>
        new(Tensors(folder, "input", inputs, optional), Tensors(folder, "output", outputs, []));

    private static List<Tensor> Tensors(string folder, string kind, IReadOnlyList<string> names, IReadOnlyList<string> optional) =>
        [.. OnnxCase.Files(folder, kind).Zip(names, (file, name) => optional.Contains(name) ? TensorFile.ReadOptional(file, name) : TensorFile.Read(File.ReadAllBytes(file), name))];
}
