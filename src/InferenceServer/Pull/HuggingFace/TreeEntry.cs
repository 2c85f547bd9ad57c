namespace InferenceServer.Pull.HuggingFace;

/// <summary>A file or directory of a repository.</summary>
/// <param name="Type"><c>file</c> or <c>directory</c>.</param>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Oid">The git object's name.</param>
/// <param name="Lfs">Where git holds only a pointer: the large file that it stands for.</param>
internal sealed record TreeEntry(string Type, string Path, long Size, string? Oid, LargeFile? Lfs)
{
    /// <summary>Whether it is a file.</summary>
    public bool IsFile => Type == "file";

    /// <summary>Lower-case hexadecimal SHA-256, known of large files alone.</summary>
    public string? Sha256 => Lfs?.Oid is { } oid && oid.Replace("sha256:", "", StringComparison.Ordinal) is { Length: 64 } digest && digest.All(char.IsAsciiHexDigit)
        ? digest.ToLowerInvariant()
        : null;

    /// <summary>A name of the content.</summary>
    public string? Version => Sha256 ?? Oid;
}
