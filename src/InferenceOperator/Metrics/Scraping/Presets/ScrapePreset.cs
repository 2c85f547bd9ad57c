namespace InferenceOperator.Metrics.Scraping.Presets;

/// <summary>The series of one kind of server.</summary>
/// <param name="Name">As InferenceRuntime's <c>metrics.preset</c> names it.</param>
/// <param name="Rules">Which series says what. One series may say several things.</param>
internal sealed record ScrapePreset(string Name, IReadOnlyList<SeriesRule> Rules)
{
    /// <summary>Whether the server says something at all.</summary>
    /// <param name="role">What.</param>
    /// <returns>True when it does.</returns>
    public bool Says(SeriesRole role) => Rules.Any(rule => rule.Role == role);
}
