using System.Formats.Tar;
using System.IO.Compression;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.Oci;

/// <summary>
/// Unpacks the layers of an image, one over the other, as OCI's image specification says. Whatever an archive holds, nothing is written outside
/// the folder: links are remembered and made last, when nothing is written through them any more. Devices and owners are left out.
/// </summary>
/// <param name="root">Where to; made when needed.</param>
/// <param name="selected">The one file or directory that is wanted; null wants all.</param>
internal sealed class LayerUnpacker(string root, string? selected)
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const int MostEntries = 200_000;

    // Weights shrink little; text shrinks to a twentieth. A thousandth is a bomb.
    private const long MostGrowth = 200;
    private const long AlwaysAllowed = 16L << 20;
    private readonly ImageTree _tree = new(root);
    private int _entries;

    /// <summary>Unpacks a layer over the earlier ones.</summary>
    /// <param name="archive">The layer: a tar archive, plain or by gzip.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PullException">It is something else, or leads out of the folder, or is a bomb.</exception>
    public async Task UnpackAsync(string archive, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        await using var content = new BoundedStream(await DecodedAsync(file, cancellationToken), (file.Length * MostGrowth) + AlwaysAllowed);
        _tree.BeginLayer();
        try
        {
            await using var reader = new TarReader(content, leaveOpen: true);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (++_entries > MostEntries)
                    throw new PullException(ExitCodes.Failed, $"the archives hold more than {MostEntries} entries");
                await TakeAsync(entry, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or EndOfStreamException or OverflowException or ArgumentException or NotSupportedException)
        {
            throw new PullException(ExitCodes.Failed, $"a layer is no tar archive, or a damaged one: {exception.Message}", exception);
        }
    }

    /// <summary>Makes the links and says how many lead to nothing, which are left out.</summary>
    /// <exception cref="PullException">A link leads out of the folder, or out of what was selected.</exception>
    public int Finish() => _tree.MakeLinks(selected);

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        // Archives write ./a, /a and a/ for the same.
        var path = string.Join('/', entry.Name.Split('/').Where(segment => segment is not ("" or ".")));
        if (path.Length == 0)
            return;
        Paths.RequireRelative(path, "an entry of the archive");
        var name = path[(path.LastIndexOf('/') + 1)..];
        var parent = path[..^name.Length].TrimEnd('/');
        if (name == Opaque)
            _tree.Clear(parent);
        else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
            _tree.RemoveLower(parent.Length == 0 ? name[Whiteout.Length..] : $"{parent}/{name[Whiteout.Length..]}");
        else if (selected is null || Paths.IsWithin(path, selected))
            await MakeAsync(entry, path, cancellationToken);
    }

    private async Task MakeAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                _tree.MakeDirectory(path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Space.Require(Path.GetDirectoryName(root)!, entry.Length);
                await _tree.WriteAsync(path, entry.DataStream ?? Stream.Null, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                _tree.Link(path, entry.LinkName.StartsWith('/') ? entry.LinkName : $"{Path.GetDirectoryName(path)}/{entry.LinkName}");
                break;
            case TarEntryType.HardLink:
                _tree.Link(path, entry.LinkName);
                break;
            case TarEntryType.SparseFile:
                throw new PullException(ExitCodes.Failed, $"{path} is a sparse file of the archive, which is not understood");
        }
    }

    private static async Task<Stream> DecodedAsync(FileStream file, CancellationToken cancellationToken)
    {
        var magic = new byte[4];
        var read = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        if (read == 4 && magic is [0x28, 0xB5, 0x2F, 0xFD])
            throw new PullException(ExitCodes.Failed, "a layer is compressed by zstd, which is not understood; push it by gzip or uncompressed");
        return magic is [0x1F, 0x8B, ..] ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
