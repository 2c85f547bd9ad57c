using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary>An output to answer.</summary>
/// <param name="Spec">The model's output.</param>
/// <param name="Binary">As raw bytes after the JSON, instead of in it.</param>
internal readonly record struct RequestedOutput(TensorSpec Spec, bool Binary);
