using System.Formats.Tar;
using System.IO.Compression;

namespace InferenceServer.Tests.Pull.Support;

/// <summary>A tar archive entry by entry, whatever they say.</summary>
internal sealed class TarFile : IDisposable
{
    private readonly MemoryStream _content = new();
    private readonly TarWriter _writer;

    public TarFile() => _writer = new TarWriter(_content, TarEntryFormat.Pax, leaveOpen: true);

    public TarFile File(string name, params byte[] content) => Entry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });

    public TarFile Folder(string name) => Entry(new PaxTarEntry(TarEntryType.Directory, name));

    public TarFile Link(string name, string target) => Entry(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });

    public TarFile HardLink(string name, string target) => Entry(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target });

    public TarFile Device(string name) => Entry(new PaxTarEntry(TarEntryType.CharacterDevice, name) { DeviceMajor = 1, DeviceMinor = 3 });

    public byte[] Plain()
    {
        _writer.Dispose();
        return _content.ToArray();
    }

    public byte[] Gzip()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Plain());
        return packed.ToArray();
    }

    public void Dispose() => _writer.Dispose();

    private TarFile Entry(TarEntry entry)
    {
        _writer.WriteEntry(entry);
        return this;
    }
}
