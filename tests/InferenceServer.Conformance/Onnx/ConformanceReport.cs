namespace InferenceServer.Conformance.Onnx;

/// <summary>The outcome of all cases, in words.</summary>
internal sealed record ConformanceReport(IReadOnlyList<CaseResult> Results, IReadOnlyList<string> Ways)
{
    /// <summary>Everything that the server got wrong.</summary>
    public IReadOnlyList<string> Failures => [.. Results.SelectMany(result => result.Failures.Select(failure => $"{result.Name}: {failure}"))];

    /// <summary>Cases of which the protocol cannot carry something.</summary>
    public IReadOnlyList<CaseResult> Refused => [.. Results.Where(result => result.Refused is not null)];

    /// <summary>Cases that ONNX Runtime alone does not pass.</summary>
    public IReadOnlyList<CaseResult> Skipped => [.. Results.Where(result => result.Skipped is not null)];

    /// <summary>Cases that a way in passes.</summary>
    public int Passed(string way) => Results.Count(result => result.Passed.Contains(way));

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output)
    {
        foreach (var result in Skipped)
            output.WriteLine($"skipped, as ONNX Runtime alone does not pass it: {result.Name}: {Short(result.Skipped!)}");
        foreach (var result in Refused)
            output.WriteLine($"refused, as the protocol does not carry it: {result.Name}: {Short(result.Refused!)}");
        foreach (var failure in Failures)
            output.WriteLine($"FAILED {failure}");
        output.WriteLine();
        output.WriteLine($"{Results.Count} cases; {Skipped.Count} skipped; {Refused.Count} refused; asked: {Results.Count - Skipped.Count - Refused.Count}");
        foreach (var way in Ways)
            output.WriteLine($"{way,-12} passed {Passed(way)}, no form for the inputs (refused): {Results.Count(result => result.Formless.Contains(way))}, failed {Failures.Count(failure => failure.Contains($": {way}: ", StringComparison.Ordinal))}");
    }

    private static string Short(string text) => text.Length <= 200 ? text : $"{text[..200]}…";
}
