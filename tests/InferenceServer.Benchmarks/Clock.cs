using System.Diagnostics;
using InferenceOperator.Benchmarks.Reporting;

namespace InferenceServer.Benchmarks;

/// <summary>Times calls.</summary>
internal static class Clock
{
    /// <summary>The median of so many calls, in milliseconds.</summary>
    public static double MedianMilliseconds(Action call, int calls)
    {
        var times = new double[calls];
        for (var index = 0; index < calls; index++)
        {
            var started = Stopwatch.GetTimestamp();
            call();
            times[index] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return BenchResult.Median(times);
    }

    /// <summary>Calls a second that these callers make together, each on a thread of its own.</summary>
    public static double PerSecond(IReadOnlyList<Action> callers, TimeSpan duration)
    {
        var done = new long[callers.Count];
        var started = Stopwatch.GetTimestamp();
        var threads = callers.Select((call, index) => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                call();
                done[index]++;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
