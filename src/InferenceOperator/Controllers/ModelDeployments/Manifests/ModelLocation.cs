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

    /// <summary>Name of the one file that is pulled; null when nothing is, or a whole folder.</summary>
    public string? FileName => PullUri is null || Path == Folder ? null : Path[(Folder.Length + 1)..];

    /// <summary>
    /// Reads a model's address. A claim without a checksum is mounted read-only for the server itself: nothing is copied. With a checksum the
    /// init container reads from the claim, so that what is served is what was checked.
    /// </summary>
    /// <param name="uri">A valid address: pvc://, https://, s3://, oci://, hf:// or image://.</param>
    /// <param name="sha256">The checksum, or null.</param>
    /// <returns>The location.</returns>
    public static ModelLocation Of(string uri, string? sha256)
    {
        var separator = uri.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? "" : uri[..separator];
        var rest = separator < 0 ? uri : uri[(separator + 3)..];
        return scheme switch
        {
            "image" => new ModelLocation("/" + rest.TrimStart('/'), null, null),
            "pvc" => OnClaim(rest, sha256),
            _ => new ModelLocation(PulledPath(scheme, rest), null, uri),
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

    // A repository (hf://owner/name, oci://registry/name:tag) fills the folder; anything else is one file in it.
    private static string PulledPath(string scheme, string rest) => scheme switch
    {
        "oci" => Folder,
        "hf" when rest.Trim('/').Count(character => character == '/') < 2 => Folder,
        _ => $"{Folder}/{LastSegment(rest.Split('?', '#')[0])}",
    };

    private static string LastSegment(string path) => path.TrimEnd('/').Split('/')[^1];
}
