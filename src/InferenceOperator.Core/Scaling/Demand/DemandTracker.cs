using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Tells the arrival rate from what a server counts. A server counts what ends, and an overloaded one ends no more than it can: arrivals are what
/// ended and what was added to the requests in flight.
/// </summary>
public static class DemandTracker
{
    private const double LongestSeconds = 180;
    private const double ChunkSeconds = 20;
    private const double Tolerance = 3.5;
    private const double NewestTolerance = 2.8;

    /// <summary>Adds a reading.</summary>
    /// <param name="samples">Those before, oldest first.</param>
    /// <param name="now">The time.</param>
    /// <param name="ended">Requests a second that ended over the window.</param>
    /// <param name="window">Over how long.</param>
    /// <param name="inFlight">Requests in flight; null: not known.</param>
    /// <returns>The samples with it.</returns>
    public static ImmutableArray<DemandSample> Add(ImmutableArray<DemandSample> samples, DateTimeOffset now, double ended, TimeSpan window, double? inFlight)
    {
        var arrivals = ended;
        if (inFlight is { } present && Before(samples, now - window) is { } before)
            arrivals = Math.Max(0, ended + ((present - before.InFlight) / (now - before.At).TotalSeconds));
        var first = 0;
        while (first < samples.Length && (now - samples[first].At).TotalSeconds > LongestSeconds)
            first++;
        return [.. samples[first..], new(now, arrivals, inFlight ?? double.NaN)];
    }

    /// <summary>
    /// The present rate: the mean over the longest stretch, up to three minutes, that the newest readings do not contradict (arrivals taken for a
    /// Poisson process). A steady load is known well, a jump is believed at once.
    /// </summary>
    /// <param name="samples">Oldest first.</param>
    /// <param name="window">What one reading averages over.</param>
    /// <returns>The level; nothing known: zero.</returns>
    public static DemandLevel Level(ImmutableArray<DemandSample> samples, TimeSpan window)
    {
        if (samples.IsDefaultOrEmpty)
            return default;
        var newest = samples[^1];
        var (sum, count, seconds) = (newest.Arrivals, 1, window.TotalSeconds);
        var index = samples.Length - 2;
        while (index >= 0)
        {
            var (chunkSum, chunkCount, from) = (0.0, 0, samples[index].At);
            while (index >= 0 && (from - samples[index].At).TotalSeconds < ChunkSeconds)
            {
                chunkSum += samples[index].Arrivals;
                chunkCount++;
                index--;
            }

            var chunkSeconds = Math.Min(ChunkSeconds, (newest.At - samples[index + 1].At).TotalSeconds + window.TotalSeconds - seconds);
            if (chunkSeconds <= 0)
                continue;
            var (mean, chunkMean) = (sum / count, chunkSum / chunkCount);
            var deviation = Math.Sqrt(Math.Max(mean, chunkMean) * ((1 / seconds) + (1 / chunkSeconds)));
            if (Math.Abs(mean - chunkMean) > (count == 1 ? NewestTolerance : Tolerance) * deviation)
                break;
            (sum, count, seconds) = (sum + chunkSum, count + chunkCount, seconds + chunkSeconds);
        }

        return new(sum / count, seconds);
    }

    private static DemandSample? Before(ImmutableArray<DemandSample> samples, DateTimeOffset at)
    {
        for (var index = samples.Length - 1; index >= 0; index--)
        {
            if (samples[index].At <= at + TimeSpan.FromSeconds(1))
                return double.IsNaN(samples[index].InFlight) ? null : samples[index];
        }

        return null;
    }
}
