namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>
/// Reads metrics line by line, in Prometheus' text format 0.0.4 or OpenMetrics 1.0
/// (https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/open_metrics_spec/). Time stamps and
/// exemplars are passed over, and so are metrics whose names need quotes; of samples that nobody wants only the name is looked at.
/// </summary>
/// <param name="sink">Takes the samples.</param>
/// <param name="endMark">Whether the page must end with <c># EOF</c>, as OpenMetrics does: without it, it was cut off.</param>
internal sealed class ExpositionReader(ISampleSink sink, bool endMark)
{
    private int _lines;
    private int _samples;

    /// <summary>The end mark was read: what follows is no part of the page.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why this is no exposition; null as long as it is one. Never quotes it.</summary>
    public string? Problem { get; private set; }

    /// <summary>Nothing more need be read.</summary>
    public bool Done => Ended || Problem is not null;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its line feed, UTF-8.</param>
    public void Read(ReadOnlySpan<byte> line)
    {
        if (Done)
            return;
        _lines++;
        line = Spaces.Skip(line.TrimEnd("\r"u8));
        if (line.IsEmpty)
            return;
        if (line[0] == '#')
            Ended = line.SequenceEqual("# EOF"u8);
        else
            Problem = ReadSample(line) is { } problem ? $"line {_lines}: {problem}" : null;
    }

    /// <summary>Says that there are no more lines.</summary>
    public void Complete()
    {
        if (Problem is not null)
            return;
        if (endMark && !Ended)
            Problem = "it ends without # EOF: it was cut off";
        else if (_samples == 0)
            Problem = "it has no samples";
    }

    private string? ReadSample(ReadOnlySpan<byte> line)
    {
        var length = MetricName.Length(line);
        var name = line[..length];
        var rest = Spaces.Skip(line[length..]);
        // A name in quotes stands inside the braces.
        if (length == 0 && !rest.StartsWith("{\""u8))
            return "a sample begins with the name of a metric";
        _samples++;
        if (length == 0 || !sink.Wants(name))
            return null;
        var labels = default(ReadOnlySpan<byte>);
        if (rest.StartsWith("{"u8))
        {
            var end = LabelText.End(rest[1..]);
            if (end < 0)
                return "labels are written {name=\"value\",…}";
            labels = rest[1..(end + 1)];
            rest = rest[(end + 2)..];
        }

        if (!SampleValue.TryParse(Spaces.Token(ref rest), out var value))
            return "a sample ends with a number";
        sink.Take(name, new LabelSet(labels), value);
        return null;
    }
}
