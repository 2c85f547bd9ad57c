using InferenceServer.CommandLine;
using InferenceServer.Pull.Oci;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull;

/// <summary>
/// Brings a model of several files, or of archives. Beside its final place grow <c>files</c>, what will be published, and <c>parts</c>, what is
/// still on its way; files that are whole are not brought again when the pull is run again.
/// </summary>
internal sealed class DirectoryPull(PullOptions options, Transfer transfer, Action<string> report)
{
    /// <summary>Brings the model and returns its path.</summary>
    /// <exception cref="PullException">It cannot be brought; what was there under its name is as it was.</exception>
    public async Task<string> PullAsync(ModelUri uri, RemoteModel model, string target, CancellationToken cancellationToken)
    {
        RequireOneFile(uri, model);
        var staging = Staging.Of(target);
        if (File.Exists(staging))
            File.Delete(staging);
        try
        {
            var files = Path.Combine(staging, "files");
            Directory.CreateDirectory(Path.Combine(staging, "parts"));
            await UnpackAsync(model, staging, files, cancellationToken);
            await BringFilesAsync(model, staging, files, cancellationToken);
            var whole = model.Path is null ? files : Path.Combine(files, model.Path);
            if (!File.Exists(whole) && !Directory.Exists(whole))
                throw new PullException(ExitCodes.NotFound, $"{uri.Shown} holds no {model.Path ?? "files"}");
            await PublishAsync(uri, whole, target, cancellationToken);
            Staging.Delete(staging);
            return target;
        }
        catch (Exception exception) when (!Staging.IsWorthKeeping(exception))
        {
            Staging.Delete(staging);
            throw;
        }
    }

    private void RequireOneFile(ModelUri uri, RemoteModel model)
    {
        if (options.Sha256 is not null && model.Entries.Count > 1 && !model.Entries.Any(entry => entry.IsArchive))
            throw new PullException(ExitCodes.Usage, $"--sha256 names one file, and {uri.Shown} has {model.Entries.Count}");
    }

    private async Task UnpackAsync(RemoteModel model, string staging, string files, CancellationToken cancellationToken)
    {
        var archives = model.Entries.Where(entry => entry.IsArchive).ToList();
        if (archives.Count == 0)
            return;
        // What an earlier pull unpacked may be half a layer.
        Staging.Delete(files);
        Space.Require(options.Directory, Missing(archives, staging));
        foreach (var archive in archives)
            await BringAsync(archive, PartOf(staging, archive), ArchiveOf(staging, archive), cancellationToken);
        var unpacker = new LayerUnpacker(files, model.Path);
        foreach (var archive in archives)
        {
            await unpacker.UnpackAsync(ArchiveOf(staging, archive), cancellationToken);
            // An image may hold the same layer twice, the second time over others.
            if (archive == archives.Last(other => other.Version == archive.Version))
                File.Delete(ArchiveOf(staging, archive));
        }

        if (unpacker.Finish() is > 0 and var dangling)
            report($"{dangling} links lead to nothing and were left out");
    }

    private async Task BringFilesAsync(RemoteModel model, string staging, string files, CancellationToken cancellationToken)
    {
        var entries = model.Entries.Where(entry => !entry.IsArchive).ToList();
        RequireDistinct(entries);
        if (!model.Entries.Any(entry => entry.IsArchive))
            RemoveOthers(files, entries);
        Space.Require(options.Directory, Missing([.. entries.Where(entry => !File.Exists(Path.Combine(files, entry.Relative)))], staging));
        foreach (var entry in entries)
        {
            var file = Path.Combine(files, entry.Relative);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await BringAsync(entry, PartOf(staging, entry), file, cancellationToken);
        }
    }

    private async Task BringAsync(RemoteEntry entry, string part, string file, CancellationToken cancellationToken)
    {
        var origin = Staging.Origin(options, entry);
        if (File.Exists(file) && PartialNote.Read(part) is { } note && note.Origin == PartialNote.Fingerprint(origin) && note.Version == entry.Version && note.Length == new FileInfo(file).Length)
            return;
        await using var staged = await StagedFile.OpenAsync(part, origin, cancellationToken);
        if (!staged.Holds(entry))
            await transfer.DownloadAsync(entry.File, staged, cancellationToken);
        Checksum.Require(entry.File.Shown, staged.Sha256(), entry.Sha256, "what arrived is not what the source names");
        await staged.PublishAsync(file);
        // The note stays: it says which version the finished file is.
        if (staged.Version is { } version)
            new PartialNote(PartialNote.Fingerprint(origin), version, staged.Length, staged.Length).Write(part);
    }

    private async Task PublishAsync(ModelUri uri, string whole, string target, CancellationToken cancellationToken)
    {
        if (options.Sha256 is { } wanted)
        {
            var only = Checksum.Single(whole) ?? throw new PullException(ExitCodes.Usage, $"--sha256 names one file, and {uri.Shown} has several");
            Checksum.Require(uri.Shown, await Checksum.OfAsync(only, cancellationToken), wanted, "the file is another one, or was changed");
        }

        Staging.Delete(target);
        if (File.Exists(whole))
        {
            // Of a link the file that it leads to: where the link stood is gone in a moment.
            File.Move(new FileInfo(whole).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? whole, target);
            report($"{target} is there: {Space.Show(new FileInfo(target).Length)}");
            return;
        }

        Directory.Move(whole, target);
        report($"{target} is there: {Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Count()} files");
    }

    private static void RequireDistinct(List<RemoteEntry> entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!names.Add(entry.Relative))
                throw new PullException(ExitCodes.Failed, $"two files of the model are called {entry.Relative}");
        }

        // s3 takes both a and a/b; a file system does not.
        foreach (var entry in entries)
        {
            for (var slash = entry.Relative.LastIndexOf('/'); slash > 0; slash = entry.Relative.LastIndexOf('/', slash - 1))
            {
                if (names.Contains(entry.Relative[..slash]))
                    throw new PullException(ExitCodes.Failed, $"{entry.Relative[..slash]} is a file of the model and a directory of {entry.Relative}; a volume cannot hold both");
            }
        }
    }

    // Left by an earlier pull whose source has changed since.
    private static void RemoveOthers(string files, List<RemoteEntry> entries)
    {
        if (!Directory.Exists(files))
            return;
        var wanted = entries.Select(entry => Path.Combine(files, entry.Relative)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(files, "*", SearchOption.AllDirectories).Where(file => !wanted.Contains(file)))
            File.Delete(file);
    }

    private static long Missing(IReadOnlyList<RemoteEntry> entries, string staging) => entries.Sum(entry =>
        Math.Max(0, (entry.Size ?? 0) - (new FileInfo(PartOf(staging, entry)) is { Exists: true } part ? part.Length : 0)));

    // Names of the source may be long, or those of directories.
    private static string PartOf(string staging, RemoteEntry entry) => Path.Combine(staging, "parts", PartialNote.Fingerprint(entry.Relative)[..32]);

    private static string ArchiveOf(string staging, RemoteEntry entry) => $"{PartOf(staging, entry)}.tar";
}
