using System.Text;

namespace InferenceOperator.Metrics.Scraping.Presets;

/// <summary>Which series says what.</summary>
/// <param name="Name">Name of the series.</param>
/// <param name="Role">What it says.</param>
internal sealed record SeriesRule(string Name, SeriesRole Role)
{
    /// <summary>Only series with this label; null: all.</summary>
    public (string Name, string Value)? Label { get; init; }

    /// <summary>The series' unit of time in seconds.</summary>
    public double Unit { get; init; } = 1;

    /// <summary>The name, UTF-8.</summary>
    public byte[] NameBytes { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>Whether a sample's labels are those that the rule asks for.</summary>
    /// <param name="labels">The labels.</param>
    /// <returns>True when they are.</returns>
    public bool Takes(Exposition.LabelSet labels) =>
        Label is not { } wanted || (labels.TryGet(Encoding.UTF8.GetBytes(wanted.Name), out var value) && value.SequenceEqual(Encoding.UTF8.GetBytes(wanted.Value)));
}
