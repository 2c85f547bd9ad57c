namespace InferenceOperator.Metrics.Scraping.Exposition;

/// <summary>Takes the samples that it wants out of an exposition.</summary>
internal interface ISampleSink
{
    /// <summary>Whether samples of a name are wanted; of others nothing but the name is read.</summary>
    /// <param name="name">The name, UTF-8.</param>
    /// <returns>True when they are.</returns>
    bool Wants(ReadOnlySpan<byte> name);

    /// <summary>Takes a sample.</summary>
    /// <param name="name">Its name, UTF-8.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="value">Its value; may be NaN or infinite.</param>
    void Take(ReadOnlySpan<byte> name, LabelSet labels, double value);
}
