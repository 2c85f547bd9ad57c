using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull;

/// <summary>What sources work with.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Client">The HTTP client.</param>
/// <param name="Transfer">Downloads and attempts.</param>
/// <param name="Credentials">The keys of the model's Secret.</param>
internal sealed record PullContext(PullOptions Options, HttpClient Client, Transfer Transfer, Credentials Credentials)
{
    // Listings and manifests are kilobytes; this is no way to fill the memory.
    private const int MostDocumentBytes = 16 << 20;

    /// <summary>Sends a GET and waits for the answer to begin.</summary>
    /// <exception cref="TimeoutException">It did not begin in time.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri uri, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        prepare(request);
        return await TimeLimit.RunAsync(
            token => Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), Options.ConnectTimeout, "no answer", Transfer.Time, cancellationToken);
    }

    /// <summary>Reads an answer's whole body, which must be small.</summary>
    /// <exception cref="HttpRequestException">It broke off, or is large.</exception>
    public Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => TimeLimit.RunAsync(
        async token =>
        {
            await response.Content.LoadIntoBufferAsync(MostDocumentBytes, token);
            return await response.Content.ReadAsByteArrayAsync(token);
        },
        Options.StallTimeout, "the answer is not whole", Transfer.Time, cancellationToken);

    /// <summary>Reads JSON of another machine.</summary>
    /// <param name="shown">What was asked, for people.</param>
    /// <param name="document">The text.</param>
    /// <param name="type">What it should be.</param>
    /// <exception cref="PullException">It is something else.</exception>
    public static T Parse<T>(string shown, byte[] document, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(document, type) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new PullException(ExitCodes.Failed, $"{shown} answered something else than its protocol says", exception);
        }
    }

    /// <summary>Requires that an address is private on its way: https, or http where that is allowed or never leaves the machine.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="key">Where it is written.</param>
    /// <exception cref="PullException">It is not.</exception>
    public Uri RequireEndpoint(string uri, string key)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var endpoint) || endpoint.UserInfo.Length > 0 || endpoint.Scheme is not ("https" or "http"))
            throw new PullException(ExitCodes.Usage, $"{key} must be an address such as https://store.example.com, without user and password");
        if (endpoint.Scheme == "http" && !Options.AllowHttp && !endpoint.IsLoopback)
            throw new PullException(ExitCodes.Usage, $"{key} is http://{endpoint.Authority}: write https://, or --allow-http (PULL_ALLOW_HTTP=true)");
        return endpoint;
    }

    /// <summary>A header that authorizes with user and password.</summary>
    public static AuthenticationHeaderValue Basic(string user, string password) => new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}")));
}
