using System.Formats.Tar;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>One file, folder or link of a layer; owned by root, dated 1970.</summary>
/// <param name="Path">Absolute path in the image, without the leading slash.</param>
/// <param name="Type">Directory, RegularFile or SymbolicLink.</param>
/// <param name="Mode">Permission bits, for instance 0755 as UnixFileMode.</param>
public sealed record ImageEntry(string Path, TarEntryType Type, UnixFileMode Mode)
{
    /// <summary>The file on this machine whose content is taken; null when <see cref="Content"/> holds it.</summary>
    public string? Source { get; init; }

    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Where a link points; set for links alone.</summary>
    public string? LinkTarget { get; init; }
}
