using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull;

/// <summary>Brings a model into a directory: whole and checked under its name, or not at all.</summary>
/// <param name="options">What to bring.</param>
/// <param name="client">For other machines.</param>
/// <param name="time">The clock of time-outs.</param>
/// <param name="report">Receives lines for people.</param>
internal sealed class Puller(PullOptions options, HttpClient client, TimeProvider time, Action<string> report)
{
    /// <summary>Brings the model and returns its path.</summary>
    /// <exception cref="PullException">It cannot be brought; what was there under its name is as it was.</exception>
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
        if (options.Sha256 is { } wanted && await Checksum.IsAsync(target, wanted, cancellationToken))
        {
            report($"{target} is already there with sha256 {wanted}");
            return target;
        }

        var transfer = new Transfer(options, time, report);
        if (uri.Remote is { } remote)
        {
            var model = await remote.FindAsync(new PullContext(options, client, transfer, new Credentials(options)), cancellationToken);
            return model.IsDirectory
                ? await new DirectoryPull(options, transfer, report).PullAsync(uri, model, target, cancellationToken)
                : await PullFileAsync(uri, model.Entries.Single(), transfer, target, cancellationToken);
        }

        var path = uri.Path!;
        if (Directory.Exists(path))
            return await CopyDirectoryAsync(path, uri.Root, target, cancellationToken);
        if (!File.Exists(path))
            throw new PullException(ExitCodes.NotFound, $"there is no file or directory {path}");
        RequireNoDirectory(uri, target);
        await using var staged = StagedFile.Create(Staging.Of(target));
        Space.Require(options.Directory, VolumeSource.Length(path, uri.Root));
        await VolumeSource.CopyAsync(path, uri.Root, staged, cancellationToken);
        return await PublishAsync(uri, staged, null, target);
    }

    private async Task<string> PullFileAsync(ModelUri uri, RemoteEntry entry, Transfer transfer, string target, CancellationToken cancellationToken)
    {
        RequireNoDirectory(uri, target);
        if (Directory.Exists(Staging.Of(target)))
            Directory.Delete(Staging.Of(target), recursive: true);
        await using var staged = await StagedFile.OpenAsync(Staging.Of(target), Staging.Origin(options, entry), cancellationToken);
        try
        {
            if (!staged.Holds(entry))
                await transfer.DownloadAsync(entry.File, staged, cancellationToken);
            return await PublishAsync(uri, staged, entry.Sha256, target);
        }
        catch (Exception exception) when (!Staging.IsWorthKeeping(exception))
        {
            staged.Discard();
            throw;
        }
    }

    private async Task<string> PublishAsync(ModelUri uri, StagedFile staged, string? named, string target)
    {
        var sha256 = staged.Sha256();
        Checksum.Require(uri.Shown, sha256, options.Sha256, "the file is another one, or was changed");
        Checksum.Require(uri.Shown, sha256, named, "what arrived is not what the source names");
        await staged.PublishAsync(target);
        report($"{target} is there: {Space.Show(staged.Length)}, sha256 {sha256}");
        return target;
    }

    private async Task<string> CopyDirectoryAsync(string source, string? root, string target, CancellationToken cancellationToken)
    {
        if (options.Sha256 is not null)
            throw new PullException(ExitCodes.Usage, $"--sha256 names one file, and {source} is a directory");
        var files = VolumeSource.Files(source, root);
        if (files.Count == 0)
            throw new PullException(ExitCodes.NotFound, $"the directory {source} holds no files");
        Space.Require(options.Directory, files.Sum(file => VolumeSource.Length(file.File, root)));
        var staging = Staging.Of(target);
        Staging.Delete(staging);
        try
        {
            foreach (var (file, relative) in files)
            {
                var copy = Path.Combine(staging, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                await using var staged = StagedFile.Create(Staging.Of(copy));
                await VolumeSource.CopyAsync(file, root, staged, cancellationToken);
                await staged.PublishAsync(copy);
            }

            Staging.Delete(target);
            Directory.Move(staging, target);
        }
        finally
        {
            Staging.Delete(staging);
        }

        report($"{target} is there: {files.Count} files");
        return target;
    }

    private static void RequireNoDirectory(ModelUri uri, string target)
    {
        if (Directory.Exists(target))
            throw new PullException(ExitCodes.Failed, $"{target} is a directory and {uri.Shown} a file; give another --name");
    }
}
