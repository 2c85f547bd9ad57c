namespace InferenceServer.Conformance.Fuzzing;

/// <summary>What came of a run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Count">Requests sent.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Outcomes">Answers, and how often each came.</param>
/// <param name="Failures">Everything that must not be.</param>
/// <param name="ResidentMebibytes">Memory of the server's process after each tenth of the requests.</param>
internal sealed record FuzzReport(
    long Seed, long Count, TimeSpan Elapsed, IReadOnlyDictionary<string, long> Outcomes, IReadOnlyList<string> Failures, IReadOnlyList<double> ResidentMebibytes)
{
    /// <summary>Growth from the first tenth, in which pools fill and code is compiled, to the end, in MiB.</summary>
    public double GrowthMebibytes => ResidentMebibytes[^1] - ResidentMebibytes[0];

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output)
    {
        foreach (var failure in Failures)
            output.WriteLine($"FAILED {failure}");
        foreach (var (outcome, times) in Outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            output.WriteLine($"{outcome,-16} {times,9}");
        output.WriteLine($"memory of the server after each tenth: {string.Join(", ", ResidentMebibytes.Select(size => $"{size:0}"))} MiB; growth {GrowthMebibytes:0.0} MiB");
        output.WriteLine($"{Count} requests of seed {Seed} in {Elapsed.TotalSeconds:0} s; {Failures.Count} failures");
    }
}
