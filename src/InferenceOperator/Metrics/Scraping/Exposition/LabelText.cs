using System.Text;

namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>Reads what stands between the braces of a sample: <c>name="value",name="value"</c>, with names in quotes where they are no identifiers.</summary>
internal static class LabelText
{
    /// <summary>Finds the closing brace and checks what is before it.</summary>
    /// <param name="line">What follows the opening brace.</param>
    /// <returns>Where the closing brace is; negative when the labels are malformed.</returns>
    public static int End(ReadOnlySpan<byte> line)
    {
        var rest = line;
        while (true)
        {
            rest = Spaces.Skip(rest);
            if (rest.StartsWith("}"u8))
                return line.Length - rest.Length;
            if (!TryTakeName(ref rest, out _))
                return -1;
            rest = Spaces.Skip(rest);
            // A quoted name without a value is the name of the metric itself.
            if (rest.StartsWith("="u8) && !(TrySkip(ref rest, (byte)'=') && TryTakeQuoted(ref rest, out _)))
                return -1;
            rest = Spaces.Skip(rest);
            if (!rest.StartsWith("}"u8) && !TrySkip(ref rest, (byte)','))
                return -1;
        }
    }

    /// <summary>Takes the next label.</summary>
    /// <param name="text">The labels; what is left of them afterwards.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, escapes and all.</param>
    /// <returns>False at the end.</returns>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        text = Spaces.Skip(text);
        if (!TryTakeName(ref text, out name))
            return false;
        text = Spaces.Skip(text);
        if (text.StartsWith("="u8) && !(TrySkip(ref text, (byte)'=') && TryTakeQuoted(ref text, out value)))
            return false;
        text = Spaces.Skip(text);
        TrySkip(ref text, (byte)',');
        return true;
    }

    /// <summary>Resolves escapes: a line feed, a quote, a backslash.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What it means.</returns>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var meant = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                meant.Append(text[i]);
            else
                meant.Append(text[++i] switch { 'n' => "\n", '"' => "\"", '\\' => "\\", var other => $"\\{other}" });
        }

        return meant.ToString();
    }

    private static bool TryTakeName(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name)
    {
        if (text.StartsWith("\""u8))
            return TryTakeQuoted(ref text, out name);
        var length = MetricName.Length(text);
        name = text[..length];
        text = text[length..];
        return length > 0;
    }

    private static bool TryTakeQuoted(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value)
    {
        value = default;
        text = Spaces.Skip(text);
        if (!text.StartsWith("\""u8))
            return false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
            {
                value = text[1..i];
                text = text[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private static bool TrySkip(scoped ref ReadOnlySpan<byte> text, byte wanted)
    {
        if (text.IsEmpty || text[0] != wanted)
            return false;
        text = text[1..];
        return true;
    }
}
