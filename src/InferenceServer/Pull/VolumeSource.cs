using System.Buffers;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>Copies from a mounted volume.</summary>
internal static class VolumeSource
{
    private const int BlockBytes = 1024 * 1024;

    /// <summary>Copies one file.</summary>
    /// <exception cref="PullException">It cannot be read, or leads out of the volume.</exception>
    public static async Task CopyAsync(string file, string? root, StagedFile target, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            await using var source = new FileStream(Checked(file, root), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            int read;
            while ((read = await source.ReadAsync(block, cancellationToken)) > 0)
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new PullException(ExitCodes.NotFound, $"{file} may not be read by user {Environment.UserName}; set fsGroup or the file's mode", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>The files of a directory with their paths relative to it; names beginning with a dot are left out.</summary>
    public static IReadOnlyList<(string File, string Relative)> Files(string directory)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden };
        return [.. Directory.EnumerateFiles(directory, "*", options)
            .Select(file => (file, relative: Path.GetRelativePath(directory, file)))
            .Where(pair => !pair.relative.Split('/').Any(segment => segment.StartsWith('.')))
            .OrderBy(pair => pair.relative, StringComparer.Ordinal)];
    }

    /// <summary>Length of a file, of a link's target where it is one.</summary>
    public static long Length(string file, string? root) => new FileInfo(Checked(file, root)).Length;

    private static string Checked(string file, string? root)
    {
        var final = Paths.Resolve(file);
        return root is null || Paths.IsInside(final, Paths.Resolve(root)) || Paths.IsInside(final, root)
            ? final
            : throw new PullException(ExitCodes.NotFound, $"{file} is a link that leads out of the volume");
    }
}
