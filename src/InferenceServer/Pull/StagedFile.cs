using System.Security.Cryptography;

namespace InferenceServer.Pull;

/// <summary>A file being written beside its final name, hashed on the way; nobody sees it under its name before it is whole.</summary>
internal sealed class StagedFile : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly string _path;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins the file; what an earlier process left at the path is overwritten.</summary>
    public StagedFile(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false);
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Appends bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Begins again from nothing.</summary>
    public void Restart()
    {
        _stream.SetLength(0);
        _stream.Position = 0;
        Length = 0;
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    /// <summary>Lower-case hexadecimal SHA-256 of what was written.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Makes the file durable and gives it its name.</summary>
    public async Task PublishAsync(string target)
    {
        _stream.Flush(flushToDisk: true);
        await _stream.DisposeAsync();
        File.Move(_path, target, overwrite: true);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _hash.Dispose();
        File.Delete(_path);
    }
}
