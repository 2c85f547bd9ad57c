using System.Text.RegularExpressions;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.S3;

/// <summary>An object, or with a slash at the end all objects under a prefix: <c>s3://bucket/key</c>, <c>s3://bucket/prefix/</c>.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">Key or prefix as it is, nothing in it is escaped; empty for the whole bucket.</param>
internal sealed partial record S3Address(string Bucket, string Key) : IRemoteAddress
{
    /// <inheritdoc />
    public string Name => (Key.Length > 0 ? Key : Bucket).TrimEnd('/').Split('/')[^1];

    /// <inheritdoc />
    public string Shown => $"s3://{Bucket}/{Key}";

    /// <summary>Understands an address.</summary>
    /// <exception cref="PullException">It is none.</exception>
    public static S3Address Parse(string uri)
    {
        var match = Form().Match(uri);
        if (!match.Success)
            throw new PullException(ExitCodes.Usage, "write s3://bucket/path/model.onnx for an object or s3://bucket/path/ for all objects under it; a bucket's name has 3 to 63 lower-case letters, digits, dots and dashes");
        var key = match.Groups["key"].Value;
        if (key.TrimEnd('/') is { Length: > 0 } path)
            Paths.RequireRelative(path, "the key");
        return new S3Address(match.Groups["bucket"].Value, key);
    }

    /// <inheritdoc />
    public async Task<RemoteModel> FindAsync(PullContext context, CancellationToken cancellationToken)
    {
        var store = new S3Store(context, this);
        if (Key.Length > 0 && !Key.EndsWith('/'))
            return new RemoteModel([await store.HeadAsync(cancellationToken)], IsDirectory: false);
        var entries = await store.ListAsync(cancellationToken);
        return entries.Count > 0
            ? new RemoteModel(entries, IsDirectory: true)
            : throw new PullException(ExitCodes.NotFound, $"no object's key begins with {Shown}");
    }

    [GeneratedRegex("^s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?<key>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
