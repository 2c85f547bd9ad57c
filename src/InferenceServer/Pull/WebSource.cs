using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>
/// Downloads by HTTP: attempts continue where the last one ended, when the server says that the file is still the same; a transfer that
/// stands still is given up and tried again.
/// </summary>
internal sealed class WebSource(HttpClient client, PullOptions options, TimeProvider time, Action<string> report)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>Downloads the whole file.</summary>
    /// <exception cref="PullException">Not there, not allowed, no space, or no progress in so many attempts.</exception>
    public async Task DownloadAsync(ModelUri uri, StagedFile target, CancellationToken cancellationToken)
    {
        EntityTagHeaderValue? version = null;
        var pause = options.RetryPause;
        for (var fruitless = 1; ; fruitless++)
        {
            var before = target.Length;
            string failure;
            try
            {
                version = await AttemptAsync(uri, target, version, found => version = found, cancellationToken);
                return;
            }
            catch (HttpRequestException exception)
            {
                failure = Describe(exception);
            }
            catch (TimeoutException exception)
            {
                failure = exception.Message;
            }

            if (target.Length > before)
                (fruitless, pause) = (1, options.RetryPause);
            if (fruitless >= options.Attempts)
                throw new PullException(ExitCodes.Network, $"{uri.Shown}: {failure}; gave up after {fruitless} attempts in a row without progress, at {Space.Show(target.Length)}");
            report($"{uri.Shown}: {failure}; trying again in {pause.TotalSeconds} s, at {Space.Show(target.Length)}");
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<EntityTagHeaderValue?> AttemptAsync(
        ModelUri uri, StagedFile target, EntityTagHeaderValue? version, Action<EntityTagHeaderValue?> found, CancellationToken cancellationToken)
    {
        // Only a strong validator proves that the rest belongs to what is already here.
        if (target.Length > 0 && version is { IsWeak: false })
        {
            using var rest = await SendAsync(uri, request =>
            {
                request.Headers.Range = new RangeHeaderValue(target.Length, null);
                request.Headers.IfRange = new RangeConditionHeaderValue(version);
            }, cancellationToken);
            if (Continues(rest, target, version))
                return await TakeAsync(uri, rest, target, found, rest.Content.Headers.ContentRange!.Length, cancellationToken);
            // Another part than was asked for, or none: all of it is asked for at once, so that no server can keep a pull from its end.
            if (rest.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable))
                return await BeginAsync(uri, rest, target, found, cancellationToken);
        }

        using var whole = await SendAsync(uri, _ => { }, cancellationToken);
        return await BeginAsync(uri, whole, target, found, cancellationToken);
    }

    private static bool Continues(HttpResponseMessage response, StagedFile target, EntityTagHeaderValue version) =>
        response.StatusCode == HttpStatusCode.PartialContent
        && response.Content.Headers.ContentRange is { HasLength: true } range && range.From == target.Length
        && version.Equals(response.Headers.ETag);

    private async Task<HttpResponseMessage> SendAsync(ModelUri uri, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri.Web);
        prepare(request);
        return await Timed(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), options.ConnectTimeout, "no answer", cancellationToken);
    }

    private async Task<EntityTagHeaderValue?> BeginAsync(
        ModelUri uri, HttpResponseMessage response, StagedFile target, Action<EntityTagHeaderValue?> found, CancellationToken cancellationToken)
    {
        Check(uri, response);
        target.Restart();
        return await TakeAsync(uri, response, target, found, response.Content.Headers.ContentLength, cancellationToken);
    }

    private async Task<EntityTagHeaderValue?> TakeAsync(
        ModelUri uri, HttpResponseMessage response, StagedFile target, Action<EntityTagHeaderValue?> found, long? total, CancellationToken cancellationToken)
    {
        found(response.Headers.ETag);
        if (total is { } all)
            Space.Require(options.Directory, all - target.Length);
        await ReceiveAsync(uri, response, target, total, cancellationToken);
        return response.Headers.ETag;
    }

    private async Task ReceiveAsync(ModelUri uri, HttpResponseMessage response, StagedFile target, long? total, CancellationToken cancellationToken)
    {
        var reported = time.GetTimestamp();
        var block = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                var read = await Timed(token => ReadAsync(source, block, token), options.StallTimeout, "the transfer stands still", cancellationToken);
                if (read == 0)
                    break;
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
                if (time.GetElapsedTime(reported) < ReportEvery)
                    continue;
                reported = time.GetTimestamp();
                report($"{uri.Shown}: {Space.Show(target.Length)}{(total is { } all ? $" of {Space.Show(all)}" : "")}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        if (total is { } expected && target.Length != expected)
            throw new HttpRequestException($"the transfer ended at {target.Length} of {expected} bytes");
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

    private async Task<T> Timed<T>(Func<CancellationToken, Task<T>> work, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} for {limit.TotalSeconds} s");
        }
    }

    private static void Check(ModelUri uri, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.OK)
            return;
        var message = $"answered {status} {response.ReasonPhrase}";
        if (status is 408 or 416 or 425 or 429 or >= 500)
            throw new HttpRequestException(message);
        throw new PullException(ExitCodes.NotFound, status is >= 300 and < 400
            ? $"{uri.Shown} {message} to {response.Headers.Location?.GetLeftPart(UriPartial.Authority)}, which is not followed (too many redirects, or from https to http)"
            : $"{uri.Shown} {message}");
    }

    private static string Describe(HttpRequestException exception) =>
        exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{exception.Message} {inner.Message}" : exception.Message;
}
