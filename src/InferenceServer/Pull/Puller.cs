using System.Security.Cryptography;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>Brings a model into a directory: whole and checked under its name, or not at all.</summary>
/// <param name="options">What to bring.</param>
/// <param name="client">For web addresses.</param>
/// <param name="time">The clock of time-outs.</param>
/// <param name="report">Receives lines for people.</param>
internal sealed class Puller(PullOptions options, HttpClient client, TimeProvider time, Action<string> report)
{
    /// <summary>Brings the model and returns its path.</summary>
    /// <exception cref="PullException">It cannot be brought; the directory is as it was.</exception>
    public async Task<string> PullAsync(CancellationToken cancellationToken)
    {
        var uri = ModelUri.Parse(options);
        var name = options.Name ?? uri.Name;
        if (!Paths.IsPlainName(name))
            throw new PullException(ExitCodes.Usage, $"--name '{name}' must be one path segment that does not begin with a dot");
        if (options.Directory.Length == 0)
            throw new PullException(ExitCodes.Usage, "the directory to pull into has no name");
        using var limit = options.Timeout > TimeSpan.Zero ? new CancellationTokenSource(options.Timeout, time) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Directory.CreateDirectory(options.Directory);
            return await PullAsync(uri, Path.Combine(Path.GetFullPath(options.Directory), name), both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new PullException(ExitCodes.Network, $"{uri.Shown} was not here after {options.Timeout.TotalSeconds} s (--timeout-seconds)");
        }
        catch (IOException exception) when (Space.IsFull(exception))
        {
            throw new PullException(ExitCodes.NoSpace, $"{options.Directory} is full; raise the volume's size", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PullException(ExitCodes.Failed, $"{uri.Shown} to {options.Directory}: {exception.Message}", exception);
        }
    }

    private async Task<string> PullAsync(ModelUri uri, string target, CancellationToken cancellationToken)
    {
        if (options.Sha256 is { } wanted && File.Exists(target) && await HashAsync(target, cancellationToken) == wanted)
        {
            report($"{target} is already there with sha256 {wanted}");
            return target;
        }

        if (uri.Path is { } path && Directory.Exists(path))
        {
            await PullDirectoryAsync(path, uri.Root, target, cancellationToken);
            return target;
        }

        if (uri.Path is not null && !File.Exists(uri.Path))
            throw new PullException(ExitCodes.NotFound, $"there is no file or directory {uri.Path}");
        if (Directory.Exists(target))
            throw new PullException(ExitCodes.Failed, $"{target} is a directory and {uri.Shown} a file; give another --name");
        await using var staged = new StagedFile(Staging(target));
        if (uri.Path is not null)
            await PullFileAsync(uri.Path, uri.Root, staged, cancellationToken);
        else
            await new WebSource(client, options, time, report).DownloadAsync(uri, staged, cancellationToken);
        var sha256 = staged.Sha256();
        if (options.Sha256 is { } expected && expected != sha256)
            throw new PullException(ExitCodes.ChecksumMismatch, $"{uri.Shown} has sha256 {sha256}, expected {expected}: the file is another one, or was changed; nothing was kept");
        await staged.PublishAsync(target);
        report($"{target} is there: {Space.Show(staged.Length)}, sha256 {sha256}");
        return target;
    }

    private async Task PullFileAsync(string file, string? root, StagedFile staged, CancellationToken cancellationToken)
    {
        Space.Require(options.Directory, VolumeSource.Length(file, root));
        await VolumeSource.CopyAsync(file, root, staged, cancellationToken);
    }

    private async Task PullDirectoryAsync(string source, string? root, string target, CancellationToken cancellationToken)
    {
        if (options.Sha256 is not null)
            throw new PullException(ExitCodes.Usage, $"--sha256 names one file, and {source} is a directory");
        var files = VolumeSource.Files(source, root);
        if (files.Count == 0)
            throw new PullException(ExitCodes.NotFound, $"the directory {source} holds no files");
        Space.Require(options.Directory, files.Sum(file => VolumeSource.Length(file.File, root)));
        var staging = Staging(target);
        Delete(staging);
        try
        {
            foreach (var (file, relative) in files)
            {
                var copy = Path.Combine(staging, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                await using var staged = new StagedFile(Staging(copy));
                await VolumeSource.CopyAsync(file, root, staged, cancellationToken);
                await staged.PublishAsync(copy);
            }

            Delete(target);
            Directory.Move(staging, target);
        }
        finally
        {
            Delete(staging);
        }

        report($"{target} is there: {files.Count} files");
    }

    // In the same directory, hence on the same file system, where a rename is atomic.
    private static string Staging(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.partial");

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
