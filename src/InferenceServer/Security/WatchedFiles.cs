using System.Security.Cryptography;
using System.Text;

namespace InferenceServer.Security;

/// <summary>
/// What a few small files hold together, read again when their contents change. Contents are compared, not names or times: a mounted secret
/// changes by a link that points elsewhere. New contents that are wrong change nothing.
/// </summary>
/// <typeparam name="T">What is made of the files; used by requests while it is replaced.</typeparam>
internal sealed class WatchedFiles<T> : IWatchedFiles
    where T : class
{
    private const int LargestFile = 1024 * 1024;

    private readonly Lock _looking = new();
    private readonly string _what;
    private readonly IReadOnlyList<string> _files;
    private readonly Func<IReadOnlyList<byte[]>, T> _parse;
    private volatile T _current;
    private byte[] _judged;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="what">What they hold, in words, for the log.</param>
    /// <param name="files">Their paths.</param>
    /// <param name="parse">Makes of their contents, in the same order, what is used; throws <see cref="FormatException"/> where they are wrong.</param>
    /// <exception cref="FormatException">A file cannot be read, or its contents are wrong; the message names it.</exception>
    public WatchedFiles(string what, IReadOnlyList<string> files, Func<IReadOnlyList<byte[]>, T> parse)
    {
        (_what, _files, _parse) = (what, files, parse);
        var contents = ReadAll();
        _current = parse(contents);
        _judged = Digest(contents);
    }

    /// <summary>Made of the latest contents that were right.</summary>
    public T Current => _current;

    /// <inheritdoc />
    public FileChange? Check()
    {
        lock (_looking)
            return Judge();
    }

    private FileChange? Judge()
    {
        var (contents, digest, problem) = Look();
        if (digest.AsSpan().SequenceEqual(_judged))
            return null;
        // Several files do not change at one moment: what does not stand still is looked at the next time.
        if (!Look().Digest.AsSpan().SequenceEqual(digest))
            return null;
        _judged = digest;
        try
        {
            if (problem is null)
                _current = _parse(contents);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Also what nobody foresaw: a server that serves does not end for a file it does not need yet.
            problem = exception is FormatException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        }

        return new FileChange(_what, problem);
    }

    private (IReadOnlyList<byte[]> Contents, byte[] Digest, string? Problem) Look()
    {
        try
        {
            var contents = ReadAll();
            return (contents, Digest(contents), null);
        }
        catch (FormatException exception)
        {
            // A problem is judged once as well, and not logged at every look.
            return ([], Digest([Encoding.UTF8.GetBytes(exception.Message)]), exception.Message);
        }
    }

    private List<byte[]> ReadAll() => [.. _files.Select(Read)];

    private static byte[] Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var buffer = new byte[LargestFile + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= LargestFile ? buffer[..length] : throw new FormatException($"'{file}' has more than {LargestFile} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{file}' cannot be read: {exception.Message}", exception);
        }
    }

    private static byte[] Digest(IReadOnlyList<byte[]> contents) => SHA256.HashData([.. contents.SelectMany(content => SHA256.HashData(content))]);
}
