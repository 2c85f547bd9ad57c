using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>Reads a worker's template; one that does not fit becomes an <see cref="UnreadableTemplate"/> instead of making its job unreadable.</summary>
public sealed class WorkerTemplateConverter : JsonConverter<V1PodTemplateSpec>
{
    /// <inheritdoc/>
    public override V1PodTemplateSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var source = JsonElement.ParseValue(ref reader);
        try
        {
            return source.Deserialize<V1PodTemplateSpec>(options) ?? new V1PodTemplateSpec();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            var field = ((exception as JsonException)?.Path ?? "$").TrimStart('$').TrimStart('.');
            return new UnreadableTemplate { Source = source, Field = field, Value = Text(At(source, field)) };
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, V1PodTemplateSpec value, JsonSerializerOptions options)
    {
        if (value is UnreadableTemplate unreadable) unreadable.Source.WriteTo(writer);
        else JsonSerializer.Serialize(writer, value, options);
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>What stands at a path such as <c>spec.containers[0].name</c>, as far down as the path can be followed.</summary>
    private static JsonElement At(JsonElement source, string path)
    {
        foreach (var step in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (source.ValueKind == JsonValueKind.Object && source.TryGetProperty(step, out var property)) source = property;
            else if (source.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < source.GetArrayLength()) source = source[index];
            else break;
        }

        return source;
    }
}
