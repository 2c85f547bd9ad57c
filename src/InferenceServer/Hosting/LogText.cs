using System.Globalization;
using System.Text;

namespace InferenceServer.Hosting;

/// <summary>Text of a caller's in a log line: it must neither begin a line of its own nor change how a line is shown.</summary>
internal static class LogText
{
    // A path may have kilobytes; what a person looks for is at its beginning.
    private const int Longest = 200;

    /// <summary>The text, shortened, with all that is not shown as itself (controls, line separators, marks of direction, the backslash) as <c>\uXXXX</c>.</summary>
    public static string Escape(string text)
    {
        var shown = text.AsSpan(0, Math.Min(text.Length, Longest));
        var plain = true;
        foreach (var character in shown)
            plain &= IsPlain(character);
        if (plain && shown.Length == text.Length)
            return text;
        var escaped = new StringBuilder(shown.Length + 16);
        foreach (var character in shown)
        {
            if (IsPlain(character))
                escaped.Append(character);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
        }

        return shown.Length < text.Length ? escaped.Append('…').ToString() : escaped.ToString();
    }

    private static bool IsPlain(char character) => character is not '\\' && char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
