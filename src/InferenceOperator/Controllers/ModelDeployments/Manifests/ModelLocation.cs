namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>Where the model's file is for the server, and how it gets there.</summary>
/// <param name="Path">Path of the file, or folder, in the server's container.</param>
/// <param name="Claim">The claim that holds the model; null when it is not on a claim.</param>
/// <param name="PullUri">What the init container is told to pull into <see cref="Folder"/>; null: nothing is pulled.</param>
internal sealed record ModelLocation(string Path, string? Claim, string? PullUri)
{
    /// <summary>The folder of the server's container that holds models.</summary>
    public const string Folder = "/models";

    /// <summary>Where the init container sees the claim.</summary>
    public const string ClaimFolder = "/mnt/claim";

    /// <summary>What the file or folder that is pulled is called in <see cref="Folder"/>; null when nothing is pulled.</summary>
    public string? PulledName => PullUri is null ? null : Path[(Folder.Length + 1)..];

    /// <summary>The name of the file that an address names; null when it names a folder, a repository or an image.</summary>
    /// <param name="uri">A valid address.</param>
    public static string? FileNamed(string uri)
    {
        var (scheme, rest) = Split(uri);
        return scheme switch
        {
            "oci" => PathInImage(rest) is { } path ? LastSegment(path) : null,
            "hf" when IsRepository(rest) => null,
            _ when rest.EndsWith('/') => null,
            "s3" => LastSegment(rest),
            _ => LastSegment(rest.Split('?', '#')[0]),
        };
    }

    /// <summary>
    /// Reads a model's address. A claim without a checksum is mounted read-only for the server itself: nothing is copied. With a checksum the
    /// init container reads from the claim, so that what is served is what was checked.
    /// </summary>
    /// <param name="uri">A valid address: pvc://, https://, s3://, oci://, hf:// or image://.</param>
    /// <param name="sha256">The checksum, or null.</param>
    /// <returns>The location.</returns>
    public static ModelLocation Of(string uri, string? sha256)
    {
        var (scheme, rest) = Split(uri);
        return scheme switch
        {
            "image" => new ModelLocation("/" + rest.TrimStart('/'), null, null),
            "pvc" => OnClaim(rest, sha256),
            _ => new ModelLocation($"{Folder}/{NameOf(scheme, rest)}", null, uri),
        };
    }

    private static ModelLocation OnClaim(string rest, string? sha256)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var claim = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[(slash + 1)..].Trim('/');
        return string.IsNullOrEmpty(sha256)
            ? new ModelLocation(path.Length == 0 ? Folder : $"{Folder}/{path}", claim, null)
            : new ModelLocation($"{Folder}/{LastSegment(path)}", claim, $"pvc://{claim}/{Escaped(path)}");
    }

    // A mounted claim takes the path as it is written; the pull decodes what it is given. Escaped, both mean the same file.
    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static (string Scheme, string Address) Split(string uri)
    {
        var separator = uri.IndexOf("://", StringComparison.Ordinal);
        return separator < 0 ? ("", uri) : (uri[..separator], uri[(separator + 3)..]);
    }

    // The pull is told the name: what it makes and what the server is told are the same whatever the address holds.
    private static string NameOf(string scheme, string rest) => scheme switch
    {
        // Without tag, digest and revision, which are no part of a name.
        "oci" => PathInImage(rest) is { } path ? LastSegment(path) : LastSegment(rest.Split('@')[0]).Split(':')[0],
        "hf" when IsRepository(rest) => LastSegment(rest).Split('@')[0],
        "s3" => LastSegment(rest),
        _ => LastSegment(rest.Split('?', '#')[0]),
    };

    private static bool IsRepository(string rest) => rest.Trim('/').Count(character => character == '/') < 2;

    private static string? PathInImage(string rest)
    {
        const string query = "?path=";
        return rest.IndexOf(query, StringComparison.Ordinal) is var start and >= 0 ? rest[(start + query.Length)..] : null;
    }

    private static string LastSegment(string path) => path.TrimEnd('/').Split('/')[^1];
}
