using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Scaling.Demand;

/// <summary>Histories of ten-second bins, the last of which has just been filled.</summary>
internal static class LoadHistories
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Bin = LoadHistory.Fine.Bin;

    /// <summary>One rate a bin; NaN: nothing was seen in it.</summary>
    public static LoadHistory Of(IEnumerable<double> rates)
    {
        var (history, at) = (LoadHistory.Fine, Start);
        foreach (var rate in rates.Append(0))
        {
            if (!double.IsNaN(rate))
                history = history.Add(at, rate);
            at += Bin;
        }

        return history;
    }

    /// <summary>When the last bin of so many ended.</summary>
    public static DateTimeOffset End(int bins) => Start + (bins * Bin);

    /// <summary>What is counted in bins of a load whose arrivals are a Poisson process (normal approximation, rates of some requests a second).</summary>
    public static IEnumerable<double> Noisy(int bins, ulong seed, Func<int, double> rate)
    {
        var random = new SeededRandom(seed);
        for (var bin = 0; bin < bins; bin++)
            yield return Math.Max(0, rate(bin) + (Math.Sqrt(rate(bin) / Bin.TotalSeconds) * random.Normal()));
    }

    public static double Sine(int bin, double period, double middle = 20, double swing = 15) => middle + (swing * Math.Sin(2 * Math.PI * bin / period));

    public static double Square(int bin, int period, double low = 4, double high = 30) => bin % period < period / 2 ? low : high;
}
