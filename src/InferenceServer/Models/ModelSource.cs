namespace InferenceServer.Models;

/// <summary>Where one version of a model lies.</summary>
/// <param name="Name">The name clients use.</param>
/// <param name="Version">The version's name, "1" for a single file.</param>
/// <param name="File">Full path of the .onnx file.</param>
internal sealed record ModelSource(string Name, string Version, string File);
