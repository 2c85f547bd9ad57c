using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull;

/// <summary>One file of a model on another machine.</summary>
/// <param name="Relative">Its path in the model, checked; of an archive, a name for people.</param>
/// <param name="File">The file.</param>
internal sealed record RemoteEntry(string Relative, IRemoteFile File)
{
    /// <summary>Bytes, if the source says so beforehand.</summary>
    public long? Size { get; init; }

    /// <summary>What the source calls the content; null when that is known only from the answer.</summary>
    public string? Version { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 that the source names; null for none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether it is a tar archive to unpack rather than a file to keep.</summary>
    public bool IsArchive { get; init; }
}
