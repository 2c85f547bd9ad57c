using InferenceServer.Optimisation.Variants;

namespace InferenceServer.Models;

/// <summary>Where one version of a model lies.</summary>
/// <param name="Name">The name clients use.</param>
/// <param name="Version">The version's name, "1" for a single file.</param>
/// <param name="File">Full path of the .onnx file.</param>
/// <param name="Config">What the model's config.yaml says; null without one.</param>
internal sealed record ModelSource(string Name, string Version, string File, ModelConfig? Config = null)
{
    /// <summary>What is served in the file's place; null for the file itself.</summary>
    public ModelVariant? Variant { get; init; }

    /// <summary>The file that is loaded.</summary>
    public string ServedFile => Variant is null ? File : new VariantStore(File).PathOf(Variant);

    /// <summary>Bytes of the model's files: the one that is loaded, and weights that lie beside it under its name.</summary>
    public long FileBytes => new[] { ServedFile, ServedFile + ".data", ServedFile + "_data" }.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length);
}
