using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull;

/// <summary>A file of a web server.</summary>
/// <param name="Name">The last segment of the path.</param>
/// <param name="Uri">The address.</param>
internal sealed record WebAddress(string Name, Uri Uri) : IRemoteAddress
{
    /// <summary>What to do when a web server refuses.</summary>
    public const string Hint = "put PULL_BEARER_TOKEN, or username and password, into the model's Secret";

    /// <inheritdoc />
    public string Shown => Uri.GetLeftPart(UriPartial.Path);

    /// <inheritdoc />
    public Task<RemoteModel> FindAsync(PullContext context, CancellationToken cancellationToken)
    {
        var authorization = context.Credentials.ForWeb();
        var file = new WebFile(Shown, (prepare, token) => context.GetAsync(Uri, request =>
        {
            request.Headers.Authorization = authorization;
            prepare(request);
        }, token), Hint);
        return Task.FromResult(new RemoteModel([new RemoteEntry(Name, file)], IsDirectory: false));
    }
}
