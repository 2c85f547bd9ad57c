namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Expects the greatest rate of the time until capacity that is ordered now could serve: a trend of the last minutes where it is beyond
/// chance, and the period found in the load, as far as it was right lately. It only ever adds to the present.
/// </summary>
public static class Forecaster
{
    private const int TrendBins = 18;
    private const int LeastTrendBins = 6;
    private const double TrendCertainty = 4.5;
    private const double GreatestGrowth = 0.5;
    private const double GreatestResidual = 2.5;
    private const int CheckedBins = 12;
    private const double BrokenError = 0.35;

    /// <summary>Expects.</summary>
    /// <param name="level">The present.</param>
    /// <param name="fine">The load of the last hours.</param>
    /// <param name="finePeriod">Its period; null: none.</param>
    /// <param name="coarse">The load of the last weeks.</param>
    /// <param name="coarsePeriod">Its period; null: none.</param>
    /// <param name="now">The time.</param>
    /// <param name="horizon">Time to capacity.</param>
    /// <returns>The forecast.</returns>
    public static Forecast Expect(
        DemandLevel level, LoadHistory fine, Period? finePeriod, LoadHistory coarse, Period? coarsePeriod, DateTimeOffset now, TimeSpan horizon)
    {
        var best = new Forecast(level.Rate, null);
        if (Trend(fine, level, horizon) is { } trend && trend > best.Rate)
            best = new(trend, "rising");
        if (Seasonal(level, fine, finePeriod, now, horizon) is { } season && season > best.Rate)
            best = new(season, $"as {Numbers.Duration(TimeSpan.FromSeconds(finePeriod!.Value.Bins * fine.Bin.TotalSeconds))} ago");
        if (Seasonal(level, coarse, coarsePeriod, now, horizon) is { } day && day > best.Rate)
            best = new(day, $"as {Numbers.Duration(TimeSpan.FromSeconds(coarsePeriod!.Value.Bins * coarse.Bin.TotalSeconds))} ago");
        return best;
    }

    /// <summary>Ordinary least squares over the last minutes; a slope within chance (Poisson noise of a bin) is none.</summary>
    private static double? Trend(LoadHistory history, DemandLevel level, TimeSpan horizon)
    {
        var values = history.Values;
        var count = Math.Min(TrendBins, values.Length);
        if (count < LeastTrendBins)
            return null;
        var line = new LineFit();
        for (var index = values.Length - count; index < values.Length; index++)
        {
            if (float.IsNaN(values[index]))
                return null;
            line.Add(index - values.Length, values[index], 1);
        }

        var slope = line.Slope(0, 0);
        var error = Math.Sqrt(Math.Max(line.MeanY, 0) / history.Bin.TotalSeconds / line.SpreadX);
        if (slope < TrendCertainty * error)
            return null;
        // A jump is no trend: around a straight line there is only the noise of single requests.
        double residual = 0;
        for (var index = values.Length - count; index < values.Length; index++)
            residual += Math.Pow(values[index] - line.MeanY - (slope * (index - values.Length - line.MeanX)), 2);
        if (residual > GreatestResidual * (count - 2) * line.MeanY / history.Bin.TotalSeconds)
            return null;
        var growth = slope * horizon.TotalSeconds / history.Bin.TotalSeconds;
        return level.Rate + Math.Min(growth, GreatestGrowth * level.Rate);
    }

    private static double? Seasonal(DemandLevel level, LoadHistory history, Period? period, DateTimeOffset now, TimeSpan horizon)
    {
        if (period is not { } found)
            return null;
        var trust = found.Trust * Lately(history, found);
        if (trust <= 0)
            return null;
        double highest = 0;
        var present = now.UtcTicks / history.Bin.Ticks;
        var last = (long)Math.Ceiling(horizon / history.Bin) + 1;
        for (var ahead = 0L; ahead <= last; ahead++)
        {
            if (Expected(history, found, present + ahead) is { } expected)
                highest = Math.Max(highest, expected);
        }

        return level.Rate + (trust * Math.Max(0, highest - level.Rate));
    }

    // Three bins together and up to two periods back: single requests are no pattern.
    private static double? Expected(LoadHistory history, Period period, long bin)
    {
        double sum = 0;
        var count = 0;
        for (var back = 1; back <= 2; back++)
        {
            var centre = bin - (long)Math.Round(back * period.Bins);
            for (var offset = -1; offset <= 1; offset++)
            {
                var value = history.At(centre + offset);
                if (float.IsNaN(value))
                    continue;
                sum += value;
                count++;
            }
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>Whether the last two minutes went as expected: a pattern that broke must not be followed until the next look at it.</summary>
    private static double Lately(LoadHistory history, Period period)
    {
        double actual = 0, expected = 0;
        for (var back = 1; back <= CheckedBins; back++)
        {
            var bin = history.Next - back;
            if (float.IsNaN(history.At(bin)) || Expected(history, period, bin) is not { } value)
                continue;
            actual += history.At(bin);
            expected += value;
        }

        var noise = Math.Sqrt(Math.Max(actual, expected) / history.Bin.TotalSeconds) * 2;
        var error = Math.Max(0, Math.Abs(actual - expected) - noise) / Math.Max(1e-9, Math.Max(actual, expected));
        return Math.Clamp((BrokenError - error) / BrokenError * 1.5, 0, 1);
    }
}
