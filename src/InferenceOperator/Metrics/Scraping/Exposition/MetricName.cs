using System.Buffers;

namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>Names of metrics and labels that need no quotes.</summary>
internal static class MetricName
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);

    /// <summary>Length of the name that a text begins with.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <returns>Bytes; 0 when it begins with none.</returns>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is >= (byte)'0' and <= (byte)'9')
            return 0;
        var end = text.IndexOfAnyExcept(Letters);
        return end < 0 ? text.Length : end;
    }
}
