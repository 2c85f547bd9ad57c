using System.Net;
using System.Net.Http.Headers;

namespace InferenceServer.Pull.Transfers;

/// <summary>A file that a web server answers with.</summary>
/// <param name="shown">Its address for people.</param>
/// <param name="send">Sends a GET for it, after a last change to the request.</param>
/// <param name="hint">What to do when reading it is not allowed.</param>
/// <param name="version">What the content is called where the address names the content itself (a digest, a commit); null: the answer's entity tag.</param>
internal sealed class WebFile(string shown, Func<Action<HttpRequestMessage>, CancellationToken, Task<HttpResponseMessage>> send, string hint, string? version = null) : IRemoteFile
{
    /// <inheritdoc />
    public string Shown => shown;

    /// <inheritdoc />
    public async Task<RemotePart> OpenAsync(long from, string? version, CancellationToken cancellationToken)
    {
        if (from > 0 && version is not null && await RestAsync(from, version, cancellationToken) is { } part)
            return part;
        return await BeginAsync(await send(_ => { }, cancellationToken), cancellationToken);
    }

    private async Task<RemotePart?> RestAsync(long from, string known, CancellationToken cancellationToken)
    {
        var response = await send(request =>
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            if (version is null)
                request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(known));
        }, cancellationToken);
        if (Continues(response, from, known))
            return await PartAsync(response, from, response.Content.Headers.ContentRange!, known, cancellationToken);
        // Another part than was asked for, or none: all of it is asked for at once, so that no server can keep a pull from its end.
        if (response.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable))
            return await BeginAsync(response, cancellationToken);
        response.Dispose();
        return null;
    }

    // Only a strong validator proves that the rest belongs to what is already here.
    private bool Continues(HttpResponseMessage response, long from, string known) =>
        response.StatusCode == HttpStatusCode.PartialContent
        && response.Content.Headers.ContentRange is { HasLength: true, HasRange: true } range && range.From == from
        && known == (version ?? Version(response));

    private static async Task<RemotePart> PartAsync(HttpResponseMessage response, long from, ContentRangeHeaderValue range, string known, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellationToken), from, range.To + 1, range.Length, known);

    private async Task<RemotePart> BeginAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            Answers.RequireOk(shown, response, hint);
            return new RemotePart(response, await response.Content.ReadAsStreamAsync(cancellationToken), 0, null, response.Content.Headers.ContentLength, version ?? Version(response));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static string? Version(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : null;
}
