using InferenceOperator.LocalClusters.Processes;

namespace InferenceOperator.LocalClusters.Files;

/// <summary>
/// A folder that goes when it is disposed, when this process ends, or, after a kill -9, when the next one is made.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    internal const string Prefix = "inference-operator-";
    private const string OwnerFile = ".owner";
    private readonly IDisposable _lastResort;

    private TemporaryFolder(string path)
    {
        Path = path;
        _lastResort = LastResort.Register(() => Delete(path));
    }

    public string Path { get; }

    public string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <param name="parent">The folder to make it in; the system's temporary folder when null.</param>
    public static TemporaryFolder Create(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        RemoveAbandoned(parent);
        var folder = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..10]);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(System.IO.Path.Combine(folder, OwnerFile), ProcessIdentity.Current.ToString());
        return new TemporaryFolder(folder);
    }

    public void Dispose()
    {
        _lastResort.Dispose();
        Delete(Path);
    }

    /// <summary>Removes the folders of processes that are gone.</summary>
    /// <param name="parent">Where they are; the system's temporary folder when null.</param>
    public static void RemoveAbandoned(string? parent = null)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent ?? System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.Combine(folder, OwnerFile);
            if (File.Exists(owner) && ProcessIdentity.TryParse(File.ReadAllText(owner), out var identity) && !identity.IsAlive())
                Delete(folder);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // Something still writes there (a dying process): the owner file stays, so the next run tries again.
            RestoreOwner(path);
        }
        catch (UnauthorizedAccessException)
        {
            RestoreOwner(path);
        }
    }

    private static void RestoreOwner(string path)
    {
        if (Directory.Exists(path))
            File.WriteAllText(System.IO.Path.Combine(path, OwnerFile), ProcessIdentity.Gone.ToString());
    }
}
