using InferenceServer.CommandLine;

namespace InferenceServer.Pull;

/// <summary>A model's address: a path on a mounted volume, or a web address.</summary>
/// <param name="Name">The last segment of the path.</param>
/// <param name="Path">Full path of a mounted file or directory; null for the web.</param>
/// <param name="Root">Where links from <paramref name="Path"/> may lead; null for anywhere.</param>
/// <param name="Web">The web address; null for a path.</param>
internal sealed record ModelUri(string Name, string? Path, string? Root, Uri? Web)
{
    private const string Supported = "this version reads pvc://claim/path (with --pvc-root), file:///path and https://host/path";

    /// <summary>The address without what may be secret in it: user, password and query.</summary>
    public string Shown => Web is null ? Path! : Web.GetLeftPart(UriPartial.Path);

    /// <summary>Understands an address.</summary>
    /// <exception cref="PullException">It is none, or of a kind this version does not read.</exception>
    public static ModelUri Parse(PullOptions options)
    {
        if (!Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri) || !options.Uri.Contains("://", StringComparison.Ordinal))
            // Not in the message: what cannot be read may hold a password where this cannot see it.
            throw Wrong($"what was given is no address; {Supported}");
        if (Uri.UnescapeDataString(uri.AbsolutePath).Contains('\0', StringComparison.Ordinal))
            throw Wrong("the address holds %00, which no path can");
        return uri.Scheme switch
        {
            "https" => FromWeb(uri),
            "http" when options.AllowHttp => FromWeb(uri),
            "http" => throw Wrong("http:// is neither private nor safe from change on its way; use https://, or --allow-http together with --sha256"),
            "file" when uri.Host.Length > 0 => throw Wrong($"file://{uri.Host}/…: write file:///path, with three slashes"),
            "file" => FromPath(uri.LocalPath, null),
            "pvc" => FromClaim(uri, options.PvcRoot),
            "s3" or "oci" or "hf" or "image" => throw Wrong($"{uri.Scheme}:// is not supported by this version; {Supported}"),
            _ => throw Wrong($"the scheme '{uri.Scheme}://' is not known; {Supported}"),
        };
    }

    private static ModelUri FromWeb(Uri uri)
    {
        if (uri.UserInfo.Length > 0)
            throw Wrong("the address holds a user or password; specs are read by many, so leave it out");
        return new ModelUri(LastSegment(Uri.UnescapeDataString(uri.AbsolutePath)), null, null, uri);
    }

    private static ModelUri FromClaim(Uri uri, string? root)
    {
        if (root is null)
            throw Wrong("pvc:// needs --pvc-root, the directory where the claim is mounted");
        var full = System.IO.Path.GetFullPath(root);
        // Percent-encoded dots arrive here decoded: the path is judged as the file system will read it.
        var path = System.IO.Path.GetFullPath(System.IO.Path.Join(full, Uri.UnescapeDataString(uri.AbsolutePath)));
        return Paths.IsInside(path, full) ? FromPath(path, full) : throw Wrong($"'{uri.AbsolutePath}' leads out of the claim");
    }

    private static ModelUri FromPath(string path, string? root)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        return new ModelUri(LastSegment(full), full, root, null);
    }

    private static string LastSegment(string path)
    {
        var name = path.TrimEnd('/').Split('/')[^1];
        return Paths.IsPlainName(name) ? name : "model.onnx";
    }

    private static PullException Wrong(string message) => new(ExitCodes.Usage, message);
}
