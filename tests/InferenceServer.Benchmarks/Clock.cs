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

    /// <summary>Calls that these callers make together, each on a thread of its own, for a second and for a second of processor time.</summary>
    /// <param name="callers">The callers.</param>
    /// <param name="duration">How long they call.</param>
    /// <param name="processorTime">What has worked for them so far.</param>
    public static (double Second, double ProcessorSecond) Rates(IReadOnlyList<Action> callers, TimeSpan duration, Func<TimeSpan> processorTime)
    {
        var before = processorTime();
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
        return (done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds, done.Sum() / (processorTime() - before).TotalSeconds);
    }
}
