namespace InferenceOperator.Core.Scaling;

/// <summary>Peaks of the load that come again and again, however irregular.</summary>
internal static class LoadPeaks
{
    private const int LeastPeaks = 2;
    private const int Smoothed = 6;
    private const double Significant = 2;

    /// <summary>
    /// Whether the load rose above a capacity so often lately that it will soon again: each time, requests would wait for a replica to start.
    /// </summary>
    /// <param name="load">The load of the last hours.</param>
    /// <param name="capacity">Requests a second.</param>
    /// <param name="lookBack">How far to look back.</param>
    public static bool Recur(LoadHistory load, double capacity, TimeSpan lookBack)
    {
        var values = load.Values;
        var first = Math.Max(0, values.Length - (int)(lookBack / load.Bin));
        var (peaks, above) = (0, true);
        for (var index = first + Smoothed; index <= values.Length; index++)
        {
            // Of a stretch with a gap in it nothing is known: that is no low load, and what follows no rise.
            var mean = Mean(values.AsSpan(index - Smoothed, Smoothed));
            if (double.IsNaN(mean))
                continue;
            var noise = Significant * Math.Sqrt(mean / (Smoothed * load.Bin.TotalSeconds));
            if (!above && mean - noise > capacity)
                (above, peaks) = (true, peaks + 1);
            else if (mean + noise < capacity)
                above = false;
        }

        return peaks >= LeastPeaks;
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
