using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.HuggingFace;

/// <summary>One repository through the hub's web API (<c>/api/models</c>, <c>/resolve</c>).</summary>
internal sealed partial class Hub
{
    private const int MostPages = 1000;
    private readonly PullContext _context;
    private readonly string _repository;
    private readonly string _shown;
    private readonly string _hint;
    private readonly Uri _endpoint;
    private readonly AuthenticationHeaderValue? _authorization;

    /// <summary>Reads endpoint and token from the model's Secret.</summary>
    /// <exception cref="PullException">One of them is malformed.</exception>
    public Hub(PullContext context, string repository, string shown, string hint)
    {
        (_context, _repository, _shown, _hint) = (context, repository, shown, hint);
        var endpoint = context.RequireEndpoint(context.Credentials.Find("HF_ENDPOINT") ?? "https://huggingface.co", "HF_ENDPOINT");
        _endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/");
        _authorization = context.Credentials.Find("HF_TOKEN") is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    /// <summary>The commit that a revision stands for now.</summary>
    /// <exception cref="PullException">There is none, or it may not be read.</exception>
    public async Task<string> CommitAsync(string revision, CancellationToken cancellationToken)
    {
        var (document, _) = await AskAsync(new Uri(_endpoint, $"api/models/{_repository}/revision/{Uri.EscapeDataString(revision)}"), cancellationToken);
        var commit = PullContext.Parse(_shown, document, PullJson.Default.RevisionAnswer).Sha;
        return commit is { Length: >= 40 } && commit.All(char.IsAsciiHexDigit)
            ? commit
            : throw new PullException(ExitCodes.Failed, $"{_shown}: the hub names no commit for the revision {revision}");
    }

    /// <summary>The entries of a directory, of all below it where <paramref name="recursive"/>.</summary>
    /// <exception cref="PullException">There is none, or it may not be read.</exception>
    public async Task<IReadOnlyList<TreeEntry>> TreeAsync(string commit, string directory, bool recursive, CancellationToken cancellationToken)
    {
        var entries = new List<TreeEntry>();
        var path = directory.Length > 0 ? $"/{Escaped(directory)}" : "";
        Uri? page = new Uri(_endpoint, $"api/models/{_repository}/tree/{commit}{path}?recursive={(recursive ? "true" : "false")}");
        for (var pages = 0; page is not null; pages++)
        {
            if (pages == MostPages)
                throw new PullException(ExitCodes.Failed, $"{_shown}: the hub's listing does not end");
            var (document, next) = await AskAsync(page, cancellationToken);
            entries.AddRange(PullContext.Parse(_shown, document, PullJson.Default.TreeEntryArray));
            page = next;
        }

        return entries;
    }

    /// <summary>A file at a commit.</summary>
    public IRemoteFile File(string commit, TreeEntry entry)
    {
        var uri = new Uri(_endpoint, $"{_repository}/resolve/{commit}/{Escaped(entry.Path)}");
        return new WebFile($"hf://{_repository}/{entry.Path}", (prepare, token) => SendAsync(uri, prepare, token), _hint, entry.Version);
    }

    private Task<HttpResponseMessage> SendAsync(Uri uri, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken) => _context.GetAsync(uri, request =>
    {
        request.Headers.Authorization = _authorization;
        prepare(request);
    }, cancellationToken);

    private Task<(byte[] Document, Uri? Next)> AskAsync(Uri uri, CancellationToken cancellationToken) => _context.Transfer.Retry.RunAsync(_shown, async token =>
    {
        using var response = await SendAsync(uri, _ => { }, token);
        Answers.RequireOk(_shown, response, _hint);
        return (await _context.ReadAsync(response, token), Next(response));
    }, cancellationToken);

    // The token goes along, hence to no other host.
    private Uri? Next(HttpResponseMessage response)
    {
        var next = response.Headers.TryGetValues("Link", out var links) ? NextLink().Match(string.Join(", ", links)) : Match.Empty;
        return next.Success && Uri.TryCreate(_endpoint, next.Groups["uri"].Value, out var uri) && uri.Authority == _endpoint.Authority && uri.Scheme == _endpoint.Scheme ? uri : null;
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    [GeneratedRegex("""<(?<uri>[^>]+)>\s*;\s*rel="?next"?""", RegexOptions.ExplicitCapture)]
    private static partial Regex NextLink();
}
