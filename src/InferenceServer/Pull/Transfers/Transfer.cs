using System.Buffers;

namespace InferenceServer.Pull.Transfers;

/// <summary>
/// Downloads files: attempts continue where the last one ended, when the source says that the file is still the same; a transfer that stands
/// still is given up and tried again.
/// </summary>
internal sealed class Transfer(PullOptions options, TimeProvider time, Action<string> report)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>Attempts, for what has to be asked before a file is known.</summary>
    public Retry Retry { get; } = new(options, time, report);

    /// <summary>The clock of time limits.</summary>
    public TimeProvider Time => time;

    /// <summary>Downloads the whole file.</summary>
    /// <exception cref="PullException">Not there, not allowed, no space, or no progress in so many attempts.</exception>
    public Task DownloadAsync(IRemoteFile file, StagedFile target, CancellationToken cancellationToken) =>
        Retry.RunAsync(file.Shown, async token =>
        {
            while (!await BringPartAsync(file, target, token)) { }

            return true;
        }, () => target.Length, cancellationToken);

    // True when it was the last one.
    private async Task<bool> BringPartAsync(IRemoteFile file, StagedFile target, CancellationToken cancellationToken)
    {
        using var part = await file.OpenAsync(target.Length, target.Version, cancellationToken);
        if (part.From == 0)
            target.Begin(part.Version, part.Total);
        else if (part.From != target.Length)
            throw new InvalidOperationException($"{file.Shown} opened at {part.From} instead of {target.Length}");
        if (part.Total is { } needed)
            Space.Require(options.Directory, needed - target.Length);
        await ReceiveAsync(file, part, target, cancellationToken);
        var end = part.End ?? part.Total;
        if (end is { } expected && target.Length != expected)
            throw new HttpRequestException($"the transfer ended at {target.Length} of {part.Total ?? expected} bytes");
        if (part.Total is not { } total || target.Length == total)
            return true;
        // A part of nothing would go on for ever.
        return target.Length > part.From ? false : throw new HttpRequestException($"the transfer stays at {target.Length} of {total} bytes");
    }

    private async Task ReceiveAsync(IRemoteFile file, RemotePart part, StagedFile target, CancellationToken cancellationToken)
    {
        var reported = time.GetTimestamp();
        var block = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            while (true)
            {
                var read = await TimeLimit.RunAsync(token => ReadAsync(part.Body, block, token), options.StallTimeout, "the transfer stands still", time, cancellationToken);
                if (read == 0)
                    break;
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
                if (time.GetElapsedTime(reported) < ReportEvery)
                    continue;
                reported = time.GetTimestamp();
                report($"{file.Shown}: {Space.Show(target.Length)}{(part.Total is { } all ? $" of {Space.Show(all)}" : "")}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // A reset connection arrives as a plain IOException, like a full disk; only the former is worth another attempt.
    private static async Task<int> ReadAsync(Stream source, byte[] block, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(block, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException($"the transfer broke off: {exception.Message}", exception);
        }
    }
}
