using System.Collections.Concurrent;

namespace InferenceOperator.LocalClusters.Files;

/// <summary>
/// A folder of the cache that is there whole or not at all: it is built beside its place and renamed. Two processes never
/// build the same one; the second waits for the first.
/// </summary>
public static class CachedFolder
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Building = new();

    /// <param name="name">What it holds.</param>
    /// <param name="version">Changes whenever the content must be built anew.</param>
    /// <param name="build">Fills the folder it is given.</param>
    /// <param name="progress">Told when another process is building it.</param>
    /// <param name="cancellationToken">Abandons the build.</param>
    /// <returns>The folder's path.</returns>
    public static async Task<string> EnsureAsync(
        string name, string version, Func<string, Task> build, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(CachePaths.Root, $"{name}-{version}");
        if (Directory.Exists(path)) return path;
        Directory.CreateDirectory(CachePaths.Root);
        // The file lock holds between processes only, so threads of this one take turns first.
        var turn = Building.GetOrAdd(path, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var fileLock = await FileLock.TakeAsync(
                Path.Combine(CachePaths.Root, $".{name}.lock"), () => progress?.Report($"another process is making {name}; waiting for it"), cancellationToken);
            if (!Directory.Exists(path)) await BuildAsync(path, build);
            return path;
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task BuildAsync(string path, Func<string, Task> build)
    {
        using var work = TemporaryFolder.Create(CachePaths.Root);
        var content = work.Combine("content");
        Directory.CreateDirectory(content);
        await build(content);
        Directory.Move(content, path);
    }
}
