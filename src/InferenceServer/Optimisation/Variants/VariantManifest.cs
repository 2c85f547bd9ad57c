namespace InferenceServer.Optimisation.Variants;

/// <summary>The variants of a model, newest first; kept in a file beside it.</summary>
/// <param name="Original">Lower-case hexadecimal SHA-256 of the file that they were made from.</param>
/// <param name="Variants">The variants.</param>
internal sealed record VariantManifest(string Original, IReadOnlyList<ModelVariant> Variants)
{
    /// <summary>The manifest with one more variant, which takes the place of one with the same key; of none but those of the same original.</summary>
    public static VariantManifest With(VariantManifest? before, string original, ModelVariant variant) =>
        new(original, [variant, .. before?.Original == original ? before.Variants.Where(other => other.Key != variant.Key) : []]);
}
