using System.Text.Json.Serialization;

namespace InferenceServer.Optimisation.Variants;

/// <summary>A model prepared from an original, as the manifest beside it describes it.</summary>
/// <param name="File">Name of the file, beside the original.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Key">Where it may be used.</param>
/// <param name="Level">How far its graph was optimised.</param>
/// <param name="Quantisation">How its weights were made smaller.</param>
/// <param name="Error">How far its answers are from the original's; null when nobody could tell.</param>
internal sealed record ModelVariant(
    string File,
    long Bytes,
    VariantKey Key,
    [property: JsonPropertyName("optimization")] OptimisationLevel Level,
    [property: JsonPropertyName("quantization")] QuantisationKind Quantisation,
    MeasuredError? Error)
{
    /// <summary>Whether answers depend on what else is in the batch: the range of a whole-number product's input is taken over all of it.</summary>
    [JsonIgnore]
    public bool MixesRows => Quantisation == QuantisationKind.DynamicInt8;

    /// <summary>The form used in logs.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        Level == OptimisationLevel.None ? null : $"graph optimised ({Level.ToString().ToLowerInvariant()})",
        Quantisation == QuantisationKind.None ? null : VariantJson.NameOf(Quantisation),
        Error is null ? null : FormattableString.Invariant($"relative error {Error.Relative:G3} on {Error.Inputs}"),
    }.OfType<string>());
}
