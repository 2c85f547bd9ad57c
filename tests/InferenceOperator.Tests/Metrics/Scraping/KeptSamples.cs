using System.Text;
using InferenceOperator.Metrics.Scraping.Exposition;

namespace InferenceOperator.Tests.Metrics.Scraping;

/// <summary>Keeps every sample that is not named "ignored".</summary>
internal sealed class KeptSamples : ISampleSink
{
    public List<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> All { get; } = [];

    public bool Wants(ReadOnlySpan<byte> name) => !name.SequenceEqual("ignored"u8);

    public void Take(ReadOnlySpan<byte> name, LabelSet labels, double value) => All.Add((Encoding.UTF8.GetString(name), labels.ToDictionary(), value));

    /// <summary>Reads a page as it would come over the network.</summary>
    public static async Task<(KeptSamples Samples, string? Problem)> ReadAsync(byte[] page, bool endMark = false)
    {
        var samples = new KeptSamples();
        using var body = new MemoryStream(page);
        return (samples, await ExpositionBody.ReadAsync(body, new ExpositionReader(samples, endMark), default));
    }

    public static Task<(KeptSamples Samples, string? Problem)> ReadAsync(string page, bool endMark = false) => ReadAsync(Encoding.UTF8.GetBytes(page), endMark);
}
