namespace InferenceServer.Pull.HuggingFace;

/// <summary>A file in the hub's store of large files.</summary>
/// <param name="Oid">Its SHA-256.</param>
internal sealed record LargeFile(string? Oid);
