using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceOperator.Integrations;

/// <summary>JSON in annotations: small letters, nothing that is null.</summary>
internal static class AnnotationJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Writes.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">What to write.</param>
    /// <returns>JSON on one line.</returns>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads what anybody may have edited.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="text">The annotation; null: there is none.</param>
    /// <returns>The record; null when there is none or it cannot be read.</returns>
    public static T? Read<T>(string? text)
        where T : class
    {
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
