namespace InferenceServer.Pull;

/// <summary>Checks on paths that come from outside.</summary>
internal static class Paths
{
    /// <summary>Whether a full path lies in a full directory, or is it.</summary>
    public static bool IsInside(string path, string directory) =>
        path == directory || path.StartsWith(Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Whether a name is one visible path segment.</summary>
    public static bool IsPlainName(string name) => name.Length is > 0 and < 256 && name[0] != '.' && name.IndexOfAny(['/', '\\', '\0']) < 0;

    /// <summary>The file that a link finally leads to.</summary>
    public static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
