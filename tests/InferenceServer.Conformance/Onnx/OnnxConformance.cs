using InferenceOperator.LocalClusters.Tooling;

namespace InferenceServer.Conformance.Onnx;

/// <summary>Runs the ONNX project's backend tests.</summary>
internal static class OnnxConformance
{
    /// <summary>All cases, one after the other.</summary>
    /// <param name="only">A part of the names of those wanted; empty for all.</param>
    /// <param name="progress">Told of the download.</param>
    public static async Task<ConformanceReport> RunAsync(string only = "", IProgress<string>? progress = null)
    {
        var cases = OnnxCase.Find(await Tools.EnsureOnnxTestDataAsync(progress));
        using var run = await ConformanceRun.StartAsync();
        var results = new List<CaseResult>();
        foreach (var test in cases.Where(test => test.Name.Contains(only, StringComparison.Ordinal)))
            results.Add(await run.RunAsync(test));
        return new ConformanceReport(results, [.. run.Ways]);
    }
}
