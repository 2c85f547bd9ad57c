namespace InferenceServer.Pull;

/// <summary>The files of a model on another machine.</summary>
/// <param name="Entries">The files, archives in the order in which they are unpacked.</param>
/// <param name="IsDirectory">Whether they make a directory; otherwise there is one, and it is the model.</param>
/// <param name="Path">The one file or directory among them that is wanted; null wants all.</param>
internal sealed record RemoteModel(IReadOnlyList<RemoteEntry> Entries, bool IsDirectory, string? Path = null);
