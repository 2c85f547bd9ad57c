namespace InferenceServer.Models;

/// <summary>Where one version of a model lies.</summary>
/// <param name="Name">The name clients use.</param>
/// <param name="Version">The version's name, "1" for a single file.</param>
/// <param name="File">Full path of the .onnx file.</param>
/// <param name="Config">What the model's config.yaml says; null without one.</param>
internal sealed record ModelSource(string Name, string Version, string File, ModelConfig? Config = null)
{
    /// <summary>Bytes of the model's files: the .onnx file, and weights that lie beside it under its name.</summary>
    public long FileBytes => new[] { File, File + ".data", File + "_data" }.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length);
}
