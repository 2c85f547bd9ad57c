using System.Buffers.Text;
using System.Text;

namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>Numbers as expositions write them.</summary>
internal static class SampleValue
{
    /// <summary>Reads a number: decimal, with an exponent, NaN or infinite in any case of letters.</summary>
    /// <param name="text">The whole token.</param>
    /// <param name="value">The number.</param>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        var negative = text.StartsWith("-"u8);
        var digits = negative || text.StartsWith("+"u8) ? text[1..] : text;
        value = double.NaN;
        if (Ascii.EqualsIgnoreCase(digits, "nan"u8))
            return true;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (Ascii.EqualsIgnoreCase(digits, "inf"u8) || Ascii.EqualsIgnoreCase(digits, "infinity"u8))
            return true;
        if (digits.IsEmpty || digits[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.') || !Utf8Parser.TryParse(digits, out value, out var read) || read != digits.Length)
            return false;
        value = negative ? -value : value;
        return true;
    }
}
