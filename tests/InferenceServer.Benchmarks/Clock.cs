using System.Diagnostics;
using InferenceOperator.Benchmarks.Reporting;

namespace InferenceServer.Benchmarks;

/// <summary>Times calls.</summary>
internal static class Clock
{
    /// <summary>The median of so many calls, in milliseconds.</summary>
    public static double MedianMilliseconds(Action call, int calls) => BenchResult.Median(Milliseconds(call, calls));

    /// <summary>The time of each of so many calls, the shortest first.</summary>
    public static double[] Milliseconds(Action call, int calls)
    {
        var times = new double[calls];
        for (var index = 0; index < calls; index++)
        {
            var started = Stopwatch.GetTimestamp();
            call();
            times[index] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    /// <summary>The 99th of a hundred, of times in order (nearest rank).</summary>
    public static double Percentile99(IReadOnlyList<double> sorted) => sorted[(int)Math.Ceiling(sorted.Count * 0.99) - 1];

    /// <summary>Calls that these callers make together, each on a thread of its own, for a second and for a second of processor time.</summary>
    /// <param name="callers">The callers.</param>
    /// <param name="duration">How long they call.</param>
    /// <param name="processorTime">What has worked for them so far.</param>
    /// <param name="times">Gets the time of each call, in milliseconds; null: nobody wants to know.</param>
    public static (double Second, double ProcessorSecond) Rates(IReadOnlyList<Action> callers, TimeSpan duration, Func<TimeSpan> processorTime, List<double>? times = null)
    {
        var before = processorTime();
        var done = new long[callers.Count];
        var each = callers.Select(_ => new List<double>(times is null ? 0 : 20_000)).ToList();
        var started = Stopwatch.GetTimestamp();
        var threads = callers.Select((call, index) => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                call();
                done[index]++;
                if (times is not null)
                    each[index].Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        times?.AddRange(each.SelectMany(list => list));
        return (done.Sum() / elapsed, done.Sum() / (processorTime() - before).TotalSeconds);
    }
}
