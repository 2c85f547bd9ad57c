namespace InferenceServer.Conformance.Onnx;

/// <summary>A case of the ONNX project's backend tests: a model, and sets of inputs with the outputs that they must have.</summary>
/// <param name="Name">Its name, led by its kind: <c>node-test_abs</c>.</param>
/// <param name="Model">The model's file.</param>
/// <param name="Sets">Folders of <c>input_N.pb</c> and <c>output_N.pb</c>.</param>
internal sealed record OnnxCase(string Name, string Model, IReadOnlyList<string> Sets)
{
    /// <summary>All cases below a folder <c>data/KIND/NAME</c>, by name; those without data are left out, as they prove nothing.</summary>
    public static IReadOnlyList<OnnxCase> Find(string data) =>
    [
        .. from kind in Directory.GetDirectories(data)
           from folder in Directory.GetDirectories(kind)
           let sets = Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal).ToList()
           where sets.Count > 0 && File.Exists(Path.Combine(folder, "model.onnx"))
           orderby Path.GetFileName(kind), Path.GetFileName(folder)
           select new OnnxCase($"{Path.GetFileName(kind)}-{Path.GetFileName(folder)}", Path.Combine(folder, "model.onnx"), sets),
    ];

    /// <summary>The files of a set's inputs or outputs, in the model's order.</summary>
    public static IReadOnlyList<string> Files(string set, string kind) =>
        [.. Enumerable.Range(0, 1000).Select(index => Path.Combine(set, $"{kind}_{index}.pb")).TakeWhile(File.Exists)];
}
