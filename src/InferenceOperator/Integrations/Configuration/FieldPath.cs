using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InferenceOperator.Integrations;

/// <summary>The place of a field in an object, as names with dots between them: <c>spec.runPolicy.suspend</c>. No lists, no wildcards.</summary>
internal sealed partial record FieldPath
{
    private readonly string[] _names;

    private FieldPath(string text) => (Text, _names) = (text, text.Split('.'));

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="text">Such as <c>spec.suspend</c>.</param>
    /// <returns>The path, or null: the text is none, or leads elsewhere than into the spec.</returns>
    public static FieldPath? TryParse(string? text) => text is not null && Form().IsMatch(text) ? new FieldPath(text) : null;

    /// <summary>Finds the field.</summary>
    /// <param name="fields">The object's fields beside its metadata.</param>
    /// <returns>Its value; null when it is absent or null.</returns>
    public JsonElement? Of(IReadOnlyDictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue(_names[0], out var at))
            return null;
        foreach (var name in _names.Skip(1))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out var next))
                return null;
            at = next;
        }

        return at.ValueKind == JsonValueKind.Null ? null : at;
    }

    /// <summary>A merge patch that sets the field and nothing else.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The patch.</returns>
    public JsonObject Patch(bool value)
    {
        JsonNode patch = JsonValue.Create(value);
        foreach (var name in _names.Reverse())
            patch = new JsonObject { [name] = patch };
        return patch.AsObject();
    }

    /// <inheritdoc/>
    public bool Equals(FieldPath? other) => Text == other?.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"^spec(\.[a-zA-Z][a-zA-Z0-9]*)+$")]
    private static partial Regex Form();
}
