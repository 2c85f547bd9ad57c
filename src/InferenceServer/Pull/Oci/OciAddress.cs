using System.Text.RegularExpressions;
using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Oci;

/// <summary>An artifact or image of a registry: <c>oci://registry[:port]/repository[:tag][@sha256:…][?path=directory/file]</c>.</summary>
/// <param name="Host">The registry's host, with its port where one is written.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag; null with a digest alone.</param>
/// <param name="Digest">The manifest's digest; null for what the tag names now.</param>
/// <param name="Path">The file or directory of it that is wanted; null for all.</param>
internal sealed partial record OciAddress(string Host, string Repository, string? Tag, string? Digest, string? Path) : IRemoteAddress
{
    private const string DockerHub = "docker.io";

    /// <inheritdoc />
    public string Name => (Path ?? Repository).Split('/')[^1];

    /// <inheritdoc />
    public string Shown => $"oci://{Host}/{Repository}{(Tag is null ? "" : $":{Tag}")}{(Digest is null ? "" : $"@{Digest}")}";

    /// <summary>What the registry is asked for: the digest where one is written, since a tag may move.</summary>
    public string Reference => Digest ?? Tag!;

    /// <summary>Where the registry's interface is: Docker Hub has it under another name.</summary>
    public string Server => Host is DockerHub or "index.docker.io" ? "registry-1.docker.io" : Host;

    /// <summary>The repository as the registry calls it: Docker Hub's own images have no owner.</summary>
    public string ServerRepository => Server == "registry-1.docker.io" && !Repository.Contains('/', StringComparison.Ordinal) ? $"library/{Repository}" : Repository;

    /// <summary>Understands an address.</summary>
    /// <exception cref="PullException">It is none.</exception>
    public static OciAddress Parse(string uri)
    {
        var match = Form().Match(uri);
        if (!match.Success)
            throw new PullException(ExitCodes.Usage, "write oci://registry.example.com/team/model:tag or …@sha256:digest, in lower case, and ?path=models/model.onnx for one file or directory of it");
        var path = match.Groups["path"] is { Success: true } given ? Uri.UnescapeDataString(given.Value).Trim('/') : null;
        if (path is not null)
            Paths.RequireRelative(path, "path=");
        var digest = match.Groups["digest"] is { Success: true } named ? named.Value : null;
        var tag = match.Groups["tag"] is { Success: true } written ? written.Value : digest is null ? "latest" : null;
        return new OciAddress(match.Groups["host"].Value, match.Groups["repository"].Value, tag, digest, path);
    }

    /// <inheritdoc />
    public async Task<RemoteModel> FindAsync(PullContext context, CancellationToken cancellationToken)
    {
        var registry = await Registry.OpenAsync(context, this, cancellationToken);
        var manifest = await new ManifestReader(registry, this).ReadAsync(cancellationToken);
        var entries = LayerReader.Entries(this, registry, manifest);
        var wanted = Path is null ? entries : [.. entries.Where(entry => entry.IsArchive || Paths.IsWithin(entry.Relative, Path))];
        return wanted.Count > 0
            ? new RemoteModel(wanted, IsDirectory: true, Path)
            : throw new PullException(ExitCodes.NotFound, $"{Shown} holds no '{Path}'; it has {string.Join(", ", entries.Take(10).Select(entry => entry.Relative))}");
    }

    // The grammar of the distribution specification: https://github.com/opencontainers/distribution-spec (pulling manifests).
    [GeneratedRegex(
        @"^oci://(?<host>([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?)"
        + @"/(?<repository>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)"
        + @"(:(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(@(?<digest>sha256:[0-9a-f]{64}))?(\?path=(?<path>[^?#&\s]+))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
