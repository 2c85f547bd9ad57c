using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace InferenceServer.Optimisation.Onnx;

/// <summary>
/// A file as memory. Mapped, so that a model of a gigabyte is neither read as a whole nor counted against the managed heap: what is rewritten
/// refers to the pages that stay as they are.
/// </summary>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private readonly byte* _pointer;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, int length)
    {
        (_file, _view, _length) = (file, view, length);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
    }

    /// <summary>Opens a file of 1 to 2^31 - 1 bytes.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static MappedFile Open(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        return new MappedFile(file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), checked((int)new FileInfo(path).Length));
    }

    /// <inheritdoc />
    public override Span<byte> GetSpan() => new(_pointer, _length);

    /// <inheritdoc />
    public override MemoryHandle Pin(int elementIndex = 0) => new(_pointer + elementIndex);

    /// <inheritdoc />
    public override void Unpin()
    {
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
