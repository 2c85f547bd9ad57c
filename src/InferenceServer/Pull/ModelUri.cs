using InferenceServer.CommandLine;
using InferenceServer.Pull.HuggingFace;
using InferenceServer.Pull.Oci;
using InferenceServer.Pull.S3;

namespace InferenceServer.Pull;

/// <summary>A model's address: a path on a mounted volume, or a place on another machine.</summary>
/// <param name="Name">What the model is called where nobody says otherwise.</param>
/// <param name="Shown">The address without what may be secret in it: user, password and query.</param>
/// <param name="Path">Full path of a mounted file or directory; null for another machine.</param>
/// <param name="Root">Where links from <paramref name="Path"/> may lead; null for anywhere.</param>
/// <param name="Remote">The place on another machine; null for a path.</param>
internal sealed record ModelUri(string Name, string Shown, string? Path, string? Root, IRemoteAddress? Remote)
{
    private const string Supported =
        "write pvc://claim/path (with --pvc-root), file:///path, https://host/path, s3://bucket/key, oci://registry/repository:tag or hf://owner/repository/path";

    /// <summary>Understands an address.</summary>
    /// <exception cref="PullException">It is none, or of a kind that nobody knows.</exception>
    public static ModelUri Parse(PullOptions options)
    {
        var separator = options.Uri.IndexOf("://", StringComparison.Ordinal);
        // Not in the message: what cannot be read may hold a password where this cannot see it.
        if (separator <= 0 || !options.Uri[..separator].All(char.IsAsciiLetterOrDigit))
            throw Wrong($"what was given is no address; {Supported}");
        if (options.Uri[(separator + 3)..].Split('/', '?', '#')[0].Contains('@', StringComparison.Ordinal))
            throw Wrong("the address holds a user or password; specs are read by many, so put them into the model's Secret");
        return options.Uri[..separator].ToLowerInvariant() switch
        {
            "s3" => From(S3Address.Parse(options.Uri)),
            "oci" => From(OciAddress.Parse(options.Uri)),
            "hf" => From(HubAddress.Parse(options.Uri)),
            "image" => throw Wrong("image:// is in the image of the server itself and is not pulled"),
            _ => ParsePath(options),
        };
    }

    private static ModelUri ParsePath(PullOptions options)
    {
        if (!Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri))
            throw Wrong($"what was given is no address; {Supported}");
        if (Uri.UnescapeDataString(uri.AbsolutePath).Contains('\0', StringComparison.Ordinal))
            throw Wrong("the address holds %00, which no path can");
        return uri.Scheme switch
        {
            "https" => From(new WebAddress(LastSegment(Uri.UnescapeDataString(uri.AbsolutePath)), uri)),
            "http" when options.AllowHttp => From(new WebAddress(LastSegment(Uri.UnescapeDataString(uri.AbsolutePath)), uri)),
            "http" => throw Wrong("http:// is neither private nor safe from change on its way; use https://, or --allow-http together with --sha256"),
            "file" when uri.Host.Length > 0 => throw Wrong($"file://{uri.Host}/…: write file:///path, with three slashes"),
            "file" => FromPath(uri.LocalPath, null),
            "pvc" => FromClaim(uri, options.PvcRoot),
            _ => throw Wrong($"the scheme '{uri.Scheme}://' is not known; {Supported}"),
        };
    }

    private static ModelUri From(IRemoteAddress remote) => new(Paths.IsPlainName(remote.Name) ? remote.Name : "model", remote.Shown, null, null, remote);

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
        return new ModelUri(LastSegment(full), full, full, root, null);
    }

    private static string LastSegment(string path)
    {
        var name = path.TrimEnd('/').Split('/')[^1];
        return Paths.IsPlainName(name) ? name : "model.onnx";
    }

    private static PullException Wrong(string message) => new(ExitCodes.Usage, message);
}
