using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceServer.Optimisation.Variants;

/// <summary>The manifest as JSON.</summary>
[JsonSerializable(typeof(VariantManifest))]
internal sealed partial class VariantJson : JsonSerializerContext
{
    /// <summary>The context to use.</summary>
    public static VariantJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter<OptimisationLevel>(JsonNamingPolicy.KebabCaseLower), new JsonStringEnumConverter<QuantisationKind>(JsonNamingPolicy.KebabCaseLower) },
    });

    /// <summary>The name that users write, as <c>dynamic-int8</c>.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
