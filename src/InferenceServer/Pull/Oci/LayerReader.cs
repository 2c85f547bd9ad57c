using InferenceServer.CommandLine;

namespace InferenceServer.Pull.Oci;

/// <summary>What the layers of a manifest are: files with names, or archives to unpack.</summary>
internal static class LayerReader
{
    private const string Title = "org.opencontainers.image.title";
    private const string UnpackTitle = "io.deis.oras.content.unpack";
    private const string ModelPath = "org.cncf.model.filepath";

    /// <summary>The files and archives, in the manifest's order.</summary>
    /// <exception cref="PullException">A layer is neither, or leads out of a directory.</exception>
    public static IReadOnlyList<RemoteEntry> Entries(OciAddress address, Registry registry, ManifestDocument manifest)
    {
        var layers = manifest.Layers ?? [];
        return layers.Length > 0
            ? [.. layers.Select(layer => Entry(address, registry, layer))]
            : throw new PullException(ExitCodes.NotFound, $"{address.Shown} has no layers: it holds no model");
    }

    private static RemoteEntry Entry(OciAddress address, Registry registry, Descriptor layer)
    {
        var sha256 = layer.Sha256 ?? throw Wrong(address, $"a layer has the digest '{Plain(layer.Digest)}'; sha256:… is understood");
        if (layer.Size < 0)
            throw Wrong(address, "a layer has a size below zero");
        var (name, archive) = Kind(layer) ?? throw Wrong(
            address, $"a layer of the type {Plain(layer.MediaType)} has no name; push files with their names ({Title}), as oras does, or an image");
        if (!archive)
            Paths.RequireRelative(name, "a layer");
        var file = registry.Blob($"{address.Shown} {(archive ? layer.Digest![..19] : name)}", layer.Digest!);
        return new RemoteEntry(archive ? layer.Digest! : name, file) { Size = layer.Size, Version = layer.Digest, Sha256 = sha256, IsArchive = archive };
    }

    private static (string Name, bool Archive)? Kind(Descriptor layer)
    {
        if (layer.Annotation(Title) is { Length: > 0 } title && layer.Annotation(UnpackTitle) != "true")
            return (title, false);
        if (IsArchive(layer.MediaType ?? ""))
            return ("", true);
        return layer.Annotation(ModelPath) is { Length: > 0 } path ? (path, false) : null;
    }

    // Image layers of OCI and Docker, and the archives of artifact types that follow their endings.
    private static bool IsArchive(string type) =>
        type.EndsWith(".tar", StringComparison.Ordinal) || type.Contains(".tar+", StringComparison.Ordinal) || type.Contains(".tar.", StringComparison.Ordinal);

    private static string Plain(string? text) => text is { Length: < 200 } && text.All(letter => letter is > ' ' and < '\x7f') ? text : "unknown";

    private static PullException Wrong(OciAddress address, string what) => new(ExitCodes.NotFound, $"{address.Shown}: {what}");
}
