using System.Text;

namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>The labels of a sample, read where they lie in its line: what stands between the braces, whose form has been checked.</summary>
/// <param name="text">The text, UTF-8.</param>
internal readonly ref struct LabelSet(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Finds a label whose value is compared or parsed as it is written.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, escapes and all.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = _text;
        while (LabelText.TryTake(ref rest, out var label, out value))
        {
            if (label.SequenceEqual(name))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>All labels as strings.</summary>
    /// <returns>Names and values, escapes resolved.</returns>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = _text;
        while (LabelText.TryTake(ref rest, out var label, out var value))
            labels[LabelText.Unescape(Encoding.UTF8.GetString(label))] = LabelText.Unescape(Encoding.UTF8.GetString(value));
        return labels;
    }
}
