namespace InferenceServer.Pull;

/// <summary>Checks on paths that come from outside.</summary>
internal static class Paths
{
    // As the kernel's own limit (ELOOP).
    private const int MostLinks = 40;

    /// <summary>Whether a full path lies in a full directory, or is it.</summary>
    public static bool IsInside(string path, string directory) =>
        path == directory || path.StartsWith(Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Whether a name is one visible path segment.</summary>
    public static bool IsPlainName(string name) => name.Length is > 0 and < 256 && name[0] != '.' && name.IndexOfAny(['/', '\\', '\0']) < 0;

    /// <summary>Requires a path that stays below where it is put.</summary>
    /// <param name="path">Segments separated by slashes.</param>
    /// <param name="what">What it is, for people.</param>
    /// <exception cref="PullException">It is absolute, empty, climbs, or is no path.</exception>
    public static void RequireRelative(string path, string what)
    {
        var sound = path.Split('/').All(segment => segment is not ("" or "." or "..") && System.Text.Encoding.UTF8.GetByteCount(segment) < 256 && !segment.Any(char.IsControl));
        if (!sound)
            throw new PullException(CommandLine.ExitCodes.Failed, $"{what} is called '{string.Concat(path.Select(letter => char.IsControl(letter) ? '?' : letter))}', which is no path inside a directory");
    }

    /// <summary>Whether a relative path lies in a relative directory, or is it; everything lies in the empty one.</summary>
    public static bool IsWithin(string path, string directory) => directory.Length == 0 || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    /// <summary>Whether a segment of a path begins with a dot.</summary>
    public static bool IsHidden(string path) => path.Split('/').Any(segment => segment.StartsWith('.'));

    /// <summary>Where a full path really is: every link on the way followed, in the middle as well as at the end.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        var rest = new Stack<string>(Segments(path).Reverse());
        var real = Path.GetPathRoot(path)!;
        var links = 0;
        while (rest.TryPop(out var segment))
        {
            if (segment == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Join(real, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"{path} leads through more than {MostLinks} links");
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            foreach (var step in Segments(target).Reverse())
                rest.Push(step);
        }

        return real;
    }

    private static IEnumerable<string> Segments(string path) => path.Split('/').Where(segment => segment.Length > 0 && segment != ".");
}
