using System.Buffers;
using System.Security.Cryptography;

namespace InferenceServer.Pull.Transfers;

/// <summary>
/// A file being written beside its final name, hashed on the way; nobody sees it under its name before it is whole. What a server gave a version
/// to is kept when the pull ends early, with a note beside it, for the next pull to continue.
/// </summary>
internal sealed class StagedFile : IAsyncDisposable
{
    // How much a killed process may lose: the note names what is surely on the disk.
    private const long NoteEvery = 32L << 20;
    private readonly FileStream _stream;
    private readonly string _path;
    private readonly string? _origin;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _noted;
    private bool _discarded;
    private bool _published;

    private StagedFile(string path, string? origin, FileMode mode)
    {
        _path = path;
        _origin = origin;
        _stream = new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: false);
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>What the source calls this content: a strong entity tag or a digest; null when it has no name that proves anything.</summary>
    public string? Version { get; private set; }

    /// <summary>Bytes of the whole file, where the source said it.</summary>
    public long? Total { get; private set; }

    /// <summary>Begins a file; what an earlier process left at the path is overwritten.</summary>
    public static StagedFile Create(string path) => new(path, null, FileMode.Create);

    /// <summary>Continues what an earlier process left at the path, if it is of the same origin, and begins otherwise.</summary>
    /// <param name="path">Path of the unfinished file.</param>
    /// <param name="origin">Where the bytes come from; only its hash is written down.</param>
    /// <param name="cancellationToken">Ends reading what is there.</param>
    public static async Task<StagedFile> OpenAsync(string path, string origin, CancellationToken cancellationToken)
    {
        var staged = new StagedFile(path, PartialNote.Fingerprint(origin), FileMode.OpenOrCreate);
        try
        {
            var note = PartialNote.Read(path);
            if (note is not null && note.Origin == staged._origin && note.Length > 0 && note.Length <= staged._stream.Length)
                await staged.TakeUpAsync(note, cancellationToken);
            else
                staged.Begin(null, null);
            return staged;
        }
        catch
        {
            await staged._stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins again from nothing.</summary>
    /// <param name="version">What the source calls the content; null when nothing can be continued.</param>
    /// <param name="total">Bytes of the whole, if known.</param>
    public void Begin(string? version, long? total)
    {
        _stream.SetLength(0);
        _stream.Position = 0;
        (Length, Version, Total, _noted) = (0, version, total, 0);
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        PartialNote.Delete(_path);
    }

    /// <summary>Appends bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
        if (Length - _noted >= NoteEvery)
            Note();
    }

    /// <summary>Lower-case hexadecimal SHA-256 of what was written.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Whether all of an entry is here already, by the name that its source gives the content.</summary>
    public bool Holds(RemoteEntry entry)
    {
        if (entry.Version is null || Version != entry.Version)
        {
            // Of another version: nothing of it is of use.
            if (entry.Version is not null && Length > 0)
                Begin(null, null);
            return false;
        }

        return Length == entry.Size;
    }

    /// <summary>Nothing of the file shall be kept: it is not what was asked for.</summary>
    public void Discard() => _discarded = true;

    /// <summary>Makes the file durable and gives it its name.</summary>
    public async Task PublishAsync(string target)
    {
        _stream.Flush(flushToDisk: true);
        await _stream.DisposeAsync();
        File.Move(_path, target, overwrite: true);
        PartialNote.Delete(_path);
        _published = true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_published)
        {
            _hash.Dispose();
            return;
        }

        var keep = !_discarded && Version is not null && _origin is not null && Length > 0;
        if (keep && _noted < Length)
            Note();
        await _stream.DisposeAsync();
        _hash.Dispose();
        if (keep)
            return;
        File.Delete(_path);
        PartialNote.Delete(_path);
    }

    private void Note()
    {
        if (Version is null || _origin is null)
            return;
        // In this order: the note must never claim bytes that a crash can take back.
        _stream.Flush(flushToDisk: true);
        new PartialNote(_origin, Version, Total, Length).Write(_path);
        _noted = Length;
    }

    private async Task TakeUpAsync(PartialNote note, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            _stream.SetLength(note.Length);
            while (Length < note.Length)
            {
                var read = await _stream.ReadAsync(block, cancellationToken);
                _hash.AppendData(block.AsSpan(0, read));
                Length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        (Version, Total, _noted) = (note.Version, note.Total, note.Length);
    }
}
