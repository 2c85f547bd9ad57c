namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>Spaces and tabs between the tokens of a line.</summary>
internal static class Spaces
{
    /// <summary>Skips them.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What follows.</returns>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8);

    /// <summary>Takes what stands before the next of them.</summary>
    /// <param name="text">The text; what is left of it afterwards.</param>
    /// <returns>The token; empty at the end.</returns>
    public static ReadOnlySpan<byte> Token(ref ReadOnlySpan<byte> text)
    {
        text = Skip(text);
        var end = text.IndexOfAny((byte)' ', (byte)'\t');
        var token = end < 0 ? text : text[..end];
        text = text[token.Length..];
        return token;
    }
}
