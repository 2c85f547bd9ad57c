using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>Where a model lies before it is whole.</summary>
internal static class Staging
{
    /// <summary>The place of a file or directory that is not whole: in the same directory, hence on the same file system, where a rename is atomic.</summary>
    public static string Of(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.partial");

    /// <summary>Names where an entry's bytes come from, for the note beside an unfinished file.</summary>
    public static string Origin(PullOptions options, RemoteEntry entry) => $"{options.Uri} {entry.File.Shown}";

    /// <summary>Whether what arrived before a failure is as good as ever: another pull may continue it.</summary>
    public static bool IsWorthKeeping(Exception exception) =>
        exception is OperationCanceledException || exception is PullException { ExitCode: ExitCodes.Network };

    /// <summary>Removes a file or directory that may not be there.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else if (Directory.Exists(Path.GetDirectoryName(path)))
            File.Delete(path);
    }
}
