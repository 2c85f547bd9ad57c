using System.Text;
using System.Text.Json;

namespace InferenceServer.Protocol;

/// <summary>Steps over JSON with errors that name the place.</summary>
internal static class JsonTokens
{
    private static readonly (byte[] Bytes, string Name)[] KnownNames =
        [.. new[] { "name", "shape", "datatype", "data", "parameters", "binary_data_size", "inputs", "outputs", "id", "binary_data_output", "binary_data" }.Select(name => (Encoding.UTF8.GetBytes(name), name))];

    /// <summary>Requires the current token.</summary>
    /// <exception cref="ProtocolException">It is another one.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType expected, string what)
    {
        if (reader.TokenType != expected)
            throw ProtocolException.Invalid($"{what} must be {Describe(expected)} and is {Describe(reader.TokenType)}");
    }

    /// <summary>
    /// From inside an object: moves to the next property's value; false at the object's end. A property that is null counts as absent, as
    /// serialisers write what nobody set.
    /// </summary>
    public static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            name = Known(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
                return true;
        }

        name = "";
        return false;
    }

    /// <summary>Reads an array of non-negative whole numbers.</summary>
    public static long[] Shape(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, what);
        Span<long> sizes = stackalloc long[64];
        var rank = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var size) || size < 0 || rank == sizes.Length)
                throw ProtocolException.Invalid($"{what} must be an array of at most {sizes.Length} whole numbers of 0 or more");
            sizes[rank++] = size;
        }

        return sizes[..rank].ToArray();
    }

    private static string Known(ref Utf8JsonReader reader)
    {
        // The names of every request; the reader compares without making a string.
        foreach (var (bytes, name) in KnownNames)
        {
            if (reader.ValueTextEquals(bytes))
                return name;
        }

        return reader.GetString()!;
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        JsonTokenType.None => "missing",
        _ => token.ToString(),
    };
}
