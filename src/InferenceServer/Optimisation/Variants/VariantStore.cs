using System.Text.Json;

namespace InferenceServer.Optimisation.Variants;

/// <summary>
/// Variants beside their original: <c>rec.onnx.variants.json</c> and the files that it names. The manifest is renamed into place when its files
/// are whole, so that a server never sees half of one; and no name ends in .onnx, so that none is taken for a model of its own.
/// </summary>
/// <param name="original">Full path of the original.</param>
internal sealed class VariantStore(string original)
{
    private const string FileEnding = ".variant";

    /// <summary>Path of the manifest.</summary>
    public string ManifestFile => $"{original}.variants.json";

    /// <summary>Reads the manifest; null when there is none.</summary>
    /// <exception cref="JsonException">It is no manifest.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public VariantManifest? Read()
    {
        if (!File.Exists(ManifestFile))
            return null;
        var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(ManifestFile), VariantJson.Readable.VariantManifest);
        return manifest is { Original: not null, Variants: not null } && manifest.Variants.All(variant => variant is { File: not null, Key: not null })
            ? manifest
            : throw new JsonException("it names no original, or a variant without a file or key");
    }

    /// <summary>Path of a variant's file.</summary>
    public string PathOf(ModelVariant variant) => Path.Combine(Path.GetDirectoryName(original)!, Path.GetFileName(variant.File));

    /// <summary>A new path for a file in the making; it ends in a way that <see cref="Publish"/> knows.</summary>
    public string NewFile() => $"{original}.{Guid.NewGuid().ToString("N")[..12]}{FileEnding}";

    /// <summary>Names a finished file in the manifest, and removes those that are named no more.</summary>
    public void Publish(string sha256, ModelVariant variant)
    {
        VariantManifest? before = null;
        try
        {
            before = Read();
        }
        catch (JsonException)
        {
            // Nobody can use it: a new one takes its place.
        }

        var manifest = VariantManifest.With(before, sha256, variant);
        var staged = $"{ManifestFile}.{Path.GetRandomFileName()}";
        using (var stream = File.Create(staged))
        {
            JsonSerializer.Serialize(stream, manifest, VariantJson.Readable.VariantManifest);
            stream.Flush(flushToDisk: true);
        }

        File.Move(staged, ManifestFile, overwrite: true);
        var kept = manifest.Variants.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(original)!).Where(IsVariant).Where(file => !kept.Contains(file)))
            File.Delete(old);
    }

    // Exactly the form of NewFile: a model may be called rec.onnx.old.onnx.
    private bool IsVariant(string file) => file.Length == NewFile().Length &&
        file.StartsWith($"{original}.", StringComparison.Ordinal) && file.EndsWith(FileEnding, StringComparison.Ordinal);
}
