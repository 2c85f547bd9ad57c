using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Tests.Support;
using InferenceServer.Tests.Support.Load;

namespace InferenceServer.Benchmarks;

/// <summary>Requests that fail while a server ends, and while a model is replaced, under callers by REST and by gRPC.</summary>
internal static class Upheaval
{
    private const int Each = 4;
    private const int Replaces = 10;

    // Each is seconds of work, and counts what must be nothing: more rounds than these say no more.
    private const int MostRounds = 3;

    /// <summary>Measures. What failed is summed over the rounds: a median would hide the one that did.</summary>
    public static IReadOnlyList<BenchResult> Measure(int rounds)
    {
        var (ended, replaced) = (new List<LoadCounts>(), new List<LoadCounts>());
        for (var round = 0; round < Math.Min(rounds, MostRounds); round++)
        {
            ended.Add(Upheavals.SigtermAsync(TestModels.Orientation, Each).GetAwaiter().GetResult());
            replaced.Add(Upheavals.ReplaceAsync(TestModels.Orientation, Each, Replaces).GetAwaiter().GetResult());
        }

        return
        [
            BenchResult.AtMost("failed_on_sigterm", [ended.Sum(counts => counts.Failures.Count)], "", 0, "one of two servers ends, 4 callers by REST and 4 by gRPC"),
            BenchResult.Shown("refused_connections_on_sigterm", [ended.Sum(counts => counts.Refused)], ""),
            BenchResult.Shown("answered_on_sigterm", [ended.Sum(counts => counts.Answered)], ""),
            BenchResult.AtMost("failed_on_replace", [replaced.Sum(counts => counts.Failures.Count)], "", 0, "a model replaced 10 times, 4 callers by REST and 4 by gRPC"),
            BenchResult.Shown("answered_on_replace", [replaced.Sum(counts => counts.Answered)], ""),
        ];
    }
}
