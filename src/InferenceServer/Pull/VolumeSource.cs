using System.Buffers;
using System.Collections.Immutable;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

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

    /// <summary>
    /// The files of a directory with their paths relative to it; names beginning with a dot are left out, and so are links to a directory
    /// that they lie in.
    /// </summary>
    /// <exception cref="PullException">It cannot be read, or a link leads out of the volume.</exception>
    public static IReadOnlyList<(string File, string Relative)> Files(string directory, string? root)
    {
        var files = new List<(string File, string Relative)>();
        Collect(directory, "", root, [], files);
        return [.. files.OrderBy(file => file.Relative, StringComparer.Ordinal)];
    }

    private static void Collect(string directory, string relative, string? root, ImmutableList<string> above, List<(string File, string Relative)> files)
    {
        var real = Checked(directory, root);
        if (above.Contains(real))
            return;
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos().Where(entry => entry.Name[0] != '.'))
        {
            var path = Path.Join(relative, entry.Name);
            // A link to a directory has the attribute as well.
            if (entry.Attributes.HasFlag(FileAttributes.Directory))
                Collect(entry.FullName, path, root, above.Add(real), files);
            else
                files.Add((entry.FullName, path));
        }
    }

    /// <summary>Length of a file, of a link's target where it is one.</summary>
    public static long Length(string file, string? root) => new FileInfo(Checked(file, root)).Length;

    private static string Checked(string file, string? root)
    {
        var final = Paths.Resolve(file);
        return root is null || Paths.IsInside(final, Paths.Resolve(root))
            ? final
            : throw new PullException(ExitCodes.NotFound, $"{file} leads out of the volume by a link");
    }
}
