using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>Steps through JSON whose shape is known; what is of another shape is refused.</summary>
internal static class JsonSteps
{
    /// <summary>Steps to the next token.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="type">What it must be.</param>
    /// <exception cref="FormatException">It is another.</exception>
    public static void Next(this ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new FormatException($"{reader.TokenType} where {type} should be");
    }

    /// <summary>Steps to the next property of an object.</summary>
    /// <param name="reader">The reader; afterwards at the property's name, or at the object's end.</param>
    /// <returns>False at the object's end.</returns>
    public static bool NextProperty(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Reads the next token, a text.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The text.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static string NextText(this ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.String);
        return reader.GetString()!;
    }

    /// <summary>Skips the next value whole.</summary>
    /// <param name="reader">The reader.</param>
    public static void SkipNext(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
