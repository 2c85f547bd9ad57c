using System.Buffers;
using System.IO.Pipelines;

namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>Cuts a body into lines while it arrives, so that no more than a line of it is held.</summary>
internal static class ExpositionBody
{
    /// <summary>The largest page that is read, in bytes: some 50 000 series.</summary>
    public const int LargestPage = 8 * 1024 * 1024;

    /// <summary>The longest line that is read, in bytes.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>Reads a page to its end, or to where it stops being one.</summary>
    /// <param name="body">The page.</param>
    /// <param name="reader">Reads the lines.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Why this is no exposition; null when it was read.</returns>
    public static async Task<string?> ReadAsync(Stream body, ExpositionReader reader, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        try
        {
            long passed = 0;
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var left = Lines(read.Buffer, reader);
                passed += read.Buffer.Length - left.Length;
                if (reader.Done)
                    return Complete(ReadOnlySequence<byte>.Empty, reader);
                if (passed + left.Length > LargestPage)
                    return $"it is larger than {LargestPage / 1024 / 1024} MiB";
                if (left.Length > LongestLine)
                    return $"it has a line longer than {LongestLine / 1024} KiB";
                if (read.IsCompleted)
                    return Complete(left, reader);
                pipe.AdvanceTo(left.Start, left.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static ReadOnlySequence<byte> Lines(ReadOnlySequence<byte> text, ExpositionReader reader)
    {
        while (!reader.Done && text.PositionOf((byte)'\n') is { } end)
        {
            Line(text.Slice(0, end), reader);
            text = text.Slice(text.GetPosition(1, end));
        }

        return text;
    }

    private static string? Complete(ReadOnlySequence<byte> last, ExpositionReader reader)
    {
        if (!last.IsEmpty)
            Line(last, reader);
        reader.Complete();
        return reader.Problem;
    }

    private static void Line(ReadOnlySequence<byte> line, ExpositionReader reader)
    {
        if (line.IsSingleSegment)
            reader.Read(line.FirstSpan);
        else
            reader.Read(line.ToArray());
    }
}
