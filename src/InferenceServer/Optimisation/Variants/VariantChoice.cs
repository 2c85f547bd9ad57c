using System.Security.Cryptography;
using System.Text.Json;

namespace InferenceServer.Optimisation.Variants;

/// <summary>Whether a server may take a variant in place of the original, and why not.</summary>
/// <param name="Variant">The variant to serve; null for the original.</param>
/// <param name="Reason">Why it is the original although there are variants; null when there are none, or one is taken.</param>
internal sealed record VariantChoice(ModelVariant? Variant, string? Reason)
{
    private static readonly VariantChoice NothingThere = new(null, null);

    /// <summary>Chooses for a model and the provider that is to run it: the newest variant that fits.</summary>
    /// <param name="original">Full path of the original.</param>
    /// <param name="provider">The execution provider.</param>
    public static VariantChoice For(string original, string provider)
    {
        var store = new VariantStore(original);
        try
        {
            if (store.Read() is not { Variants.Count: > 0 } manifest)
                return NothingThere;
            var reasons = manifest.Variants.Select(variant => (variant, reason: Against(store, variant, provider))).ToList();
            if (reasons.FirstOrDefault(pair => pair.reason is null).variant is not { } fitting)
                return new VariantChoice(null, string.Join("; ", reasons.Select(pair => $"{pair.variant.File}: {pair.reason}")));
            // Last, as it reads the whole file.
            return Sha256(original) == manifest.Original
                ? new VariantChoice(fitting, null)
                : new VariantChoice(null, $"{store.ManifestFile} is about another file than the one that is there now; pull it again with --optimize or --quantize");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return new VariantChoice(null, $"{store.ManifestFile} cannot be used: {exception.Message}");
        }
    }

    /// <summary>Lower-case hexadecimal SHA-256 of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string? Against(VariantStore store, ModelVariant variant, string provider)
    {
        var file = new FileInfo(store.PathOf(variant));
        if (!file.Exists || file.Length != variant.Bytes)
            return file.Exists ? $"it has {file.Length} bytes and should have {variant.Bytes}" : "it is not there";
        return variant.Key.Mismatch(provider);
    }
}
