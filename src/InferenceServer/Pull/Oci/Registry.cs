using System.Net;
using System.Net.Http.Headers;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Network;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.Oci;

/// <summary>A repository of a registry that speaks OCI's distribution interface (<c>/v2/</c>), with its ways to authorize.</summary>
internal sealed class Registry
{
    /// <summary>What to do when a registry refuses.</summary>
    public const string Hint = "put .dockerconfigjson (a Secret of the type kubernetes.io/dockerconfigjson), or username and password, into the model's Secret";

    private readonly PullContext _context;
    private readonly OciAddress _address;
    private readonly Uri _base;
    private readonly AuthenticationHeaderValue? _credentials;
    private AuthenticationHeaderValue? _authorization;

    private Registry(PullContext context, OciAddress address, Uri repository, AuthenticationHeaderValue? credentials)
    {
        (_context, _address, _base, _credentials) = (context, address, repository, credentials);
        _authorization = credentials?.Scheme == "Bearer" ? credentials : null;
    }

    /// <summary>Finds out how the registry is spoken to: by https, or by http where that is allowed or never leaves the machine.</summary>
    /// <exception cref="PullException">The Secret is malformed, or the registry is not there.</exception>
    public static async Task<Registry> OpenAsync(PullContext context, OciAddress address, CancellationToken cancellationToken)
    {
        var credentials = Credentials(context.Credentials, address);
        var secure = new Uri($"https://{address.Server}/v2/{address.ServerRepository}/");
        if (!context.Options.AllowHttp && !secure.IsLoopback)
            return new Registry(context, address, secure, credentials);
        var scheme = await context.Transfer.Retry.RunAsync(address.Shown, token => SchemeAsync(context, address, token), cancellationToken);
        return new Registry(context, address, new Uri($"{scheme}://{address.Server}/v2/{address.ServerRepository}/"), credentials);
    }

    /// <summary>Attempts at a question.</summary>
    public Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        _context.Transfer.Retry.RunAsync(_address.Shown, attempt, cancellationToken);

    /// <summary>Reads a small body.</summary>
    public Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => _context.ReadAsync(response, cancellationToken);

    /// <summary>A blob as a file, which its digest names.</summary>
    public IRemoteFile Blob(string shown, string digest) =>
        new WebFile(shown, (prepare, token) => SendAsync($"blobs/{digest}", prepare, token), Hint, digest);

    /// <summary>Sends a GET in the repository; a token that is missing, or has run out meanwhile, is asked for once.</summary>
    /// <exception cref="PullException">The registry asks for something that is not there.</exception>
    public async Task<HttpResponseMessage> SendAsync(string path, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var uri = new Uri(_base, path);
        var response = await GetAsync(uri, prepare, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;
        using (response)
        {
            var authorization = await AuthorizeAsync(response.Headers, cancellationToken);
            if (authorization is null || authorization.Equals(_authorization))
                throw new PullException(ExitCodes.NotFound, $"{_address.Shown} answered 401: {Hint}");
            _authorization = authorization;
        }

        return await GetAsync(uri, prepare, cancellationToken);
    }

    private Task<HttpResponseMessage> GetAsync(Uri uri, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken) => _context.GetAsync(uri, request =>
    {
        request.Headers.Authorization = _authorization;
        prepare(request);
    }, cancellationToken);

    private async Task<AuthenticationHeaderValue?> AuthorizeAsync(HttpResponseHeaders headers, CancellationToken cancellationToken)
    {
        if (Challenge.Read(headers) is { } challenge)
            return await TokenAsync(challenge, cancellationToken);
        return Challenge.AsksForBasic(headers) && _credentials?.Scheme == "Basic" ? _credentials : null;
    }

    // https://distribution.github.io/distribution/spec/auth/token/
    private async Task<AuthenticationHeaderValue> TokenAsync(Challenge challenge, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || realm.UserInfo.Length > 0 || (realm.Scheme != "https" && (realm.Scheme != "http" || _base.Scheme != "http")))
            throw new PullException(ExitCodes.NotFound, $"{_address.Shown} names a token server that is not spoken to: its address must be https://");
        var query = new List<string>();
        if (challenge.Service is { } service)
            query.Add($"service={Uri.EscapeDataString(service)}");
        query.Add($"scope={Uri.EscapeDataString(challenge.Scope ?? $"repository:{_address.ServerRepository}:pull")}");
        var uri = new UriBuilder(realm) { Query = string.Join('&', realm.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Concat(query)) }.Uri;
        using var response = await _context.GetAsync(uri, request =>
        {
            request.Headers.Authorization = _credentials?.Scheme == "Basic" ? _credentials : null;
            request.Options.Set(AddressGuard.ChosenByServer, true);
        }, cancellationToken);
        var shown = $"the token server {uri.Authority} of {_address.Shown}";
        Answers.RequireOk(shown, response, Hint);
        var answer = PullContext.Parse(shown, await _context.ReadAsync(response, cancellationToken), PullJson.Default.TokenAnswer);
        return (answer.Token ?? answer.AccessToken) is { Length: > 0 } token && !token.Any(char.IsControl)
            ? new AuthenticationHeaderValue("Bearer", token)
            : throw new PullException(ExitCodes.Failed, $"{shown} answered no token");
    }

    private static async Task<string> SchemeAsync(PullContext context, OciAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await context.GetAsync(new Uri($"https://{address.Server}/v2/"), _ => { }, cancellationToken);
            return "https";
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError)
        {
            using var response = await context.GetAsync(new Uri($"http://{address.Server}/v2/"), _ => { }, cancellationToken);
            return "http";
        }
    }

    private static AuthenticationHeaderValue? Credentials(Credentials credentials, OciAddress address) =>
        credentials.Document(".dockerconfigjson") is { } document
            ? PullContext.Parse("the key .dockerconfigjson of the model's Secret", document, PullJson.Default.DockerConfig).For(address)?.Header()
            : credentials.Basic();
}
