using System.Text.Json;

namespace InferenceOperator.Integrations;

/// <summary>A field that must have a value for an object to be suspended: its controller would take the suspension for a mistake else.</summary>
/// <param name="Path">The field.</param>
/// <param name="Value">Its value as text; empty: the field must be absent or empty.</param>
internal sealed record Requirement(FieldPath Path, string Value)
{
    /// <summary>Whether it holds.</summary>
    /// <param name="fields">The object's fields beside its metadata.</param>
    /// <returns>True when it does.</returns>
    public bool Holds(IReadOnlyDictionary<string, JsonElement> fields) => Path.Of(fields) switch
    {
        null => Value.Length == 0,
        { ValueKind: JsonValueKind.Object } map => Value.Length == 0 && !map.EnumerateObject().Any(),
        { ValueKind: JsonValueKind.Array } list => Value.Length == 0 && list.GetArrayLength() == 0,
        { ValueKind: JsonValueKind.String } text => text.GetString() == Value,
        { } other => other.GetRawText() == Value,
    };

    /// <summary>What to write.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.Length == 0 ? $"{Path} must not be set" : $"{Path} must be {Value}";
}
