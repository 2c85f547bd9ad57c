namespace InferenceServer.Pull.HuggingFace;

/// <summary>What the hub says of a revision.</summary>
/// <param name="Sha">Its commit.</param>
internal sealed record RevisionAnswer(string? Sha);
