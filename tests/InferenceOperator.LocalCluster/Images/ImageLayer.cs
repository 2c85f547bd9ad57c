using System.Formats.Tar;
using System.Text;

namespace InferenceOperator.LocalClusters.Images;

/// <summary>
/// The files of one image layer. What it holds decides its bytes: entries are written sorted, dated 1970 and owned by
/// root, so the same files give the same digest anywhere.
/// </summary>
public sealed class ImageLayer
{
    public const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    public const UnixFileMode Readable = (UnixFileMode)0b110_100_100;
    public const UnixFileMode SharedTemporary = UnixFileMode.StickyBit | (UnixFileMode)0b111_111_111;

    private readonly SortedDictionary<string, ImageEntry> _entries = new(StringComparer.Ordinal);

    public IEnumerable<ImageEntry> Entries => _entries.Values;

    /// <summary>Adds a folder and those above it.</summary>
    public ImageLayer AddFolder(string path, UnixFileMode mode = Executable)
    {
        path = path.Trim('/');
        if (path.Length == 0) return this;
        AddParents(path);
        _entries[path] = new ImageEntry(path, TarEntryType.Directory, mode);
        return this;
    }

    /// <summary>Adds a file of this machine, followed when it is a link, executable when it is one here.</summary>
    public ImageLayer AddFile(string path, string source)
    {
        var file = new FileInfo(source);
        file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        var mode = file.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? Executable : Readable;
        return Add(new ImageEntry(path.Trim('/'), TarEntryType.RegularFile, mode) { Source = file.FullName });
    }

    public ImageLayer AddText(string path, string text) =>
        Add(new ImageEntry(path.Trim('/'), TarEntryType.RegularFile, Readable) { Content = Encoding.UTF8.GetBytes(text) });

    public ImageLayer AddLink(string path, string target) =>
        Add(new ImageEntry(path.Trim('/'), TarEntryType.SymbolicLink, Executable) { LinkTarget = target });

    /// <summary>Adds what a folder of this machine holds, as far as <paramref name="wanted"/> says.</summary>
    public ImageLayer AddTree(string path, string sourceFolder, Func<string, bool>? wanted = null)
    {
        foreach (var source in Directory.EnumerateFiles(sourceFolder, "*", SearchOption.AllDirectories))
        {
            if (wanted?.Invoke(source) != false) AddFile($"{path}/{Path.GetRelativePath(sourceFolder, source)}", source);
        }

        return this;
    }

    public async Task WriteAsync(Stream output, CancellationToken cancellationToken = default)
    {
        await using var writer = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var entry in Entries)
        {
            await using var content = entry.Source is { } source ? File.OpenRead(source)
                : entry.Type == TarEntryType.RegularFile ? new MemoryStream(entry.Content.ToArray()) : Stream.Null;
            await writer.WriteEntryAsync(ToTar(entry, content), cancellationToken);
        }
    }

    private static GnuTarEntry ToTar(ImageEntry entry, Stream content)
    {
        var tar = new GnuTarEntry(entry.Type, entry.Type == TarEntryType.Directory ? entry.Path + "/" : entry.Path)
        {
            Mode = entry.Mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (entry.LinkTarget is { } target) tar.LinkName = target;
        if (entry.Type == TarEntryType.RegularFile) tar.DataStream = content;
        return tar;
    }

    private ImageLayer Add(ImageEntry entry)
    {
        AddParents(entry.Path);
        _entries[entry.Path] = entry;
        return this;
    }

    private void AddParents(string path)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            var parent = path[..slash];
            _entries.TryAdd(parent, new ImageEntry(parent, TarEntryType.Directory, Executable));
        }
    }
}
