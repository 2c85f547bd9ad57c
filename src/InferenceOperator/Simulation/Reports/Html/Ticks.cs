namespace InferenceOperator.Simulation;

/// <summary>Round values for axes.</summary>
internal static class Ticks
{
    private static readonly double[] TimeSteps = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800];

    /// <summary>Round times from 0 on.</summary>
    /// <param name="duration">The greatest, seconds.</param>
    /// <returns>At most eleven times.</returns>
    public static IEnumerable<double> OfTime(double duration)
    {
        var step = TimeSteps.FirstOrDefault(step => duration / step <= 10, duration / 10);
        return Enumerable.Range(0, (int)(duration / step) + 1).Select(index => index * step);
    }

    /// <summary>Round values from 0 on: steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="highest">The greatest.</param>
    /// <returns>Three to six values; the last is at or above the greatest.</returns>
    public static IReadOnlyList<double> OfValue(double highest)
    {
        if (highest <= 0)
            return [0, 1];
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest / 4)));
        var step = power * ((double[])[1, 2, 5, 10]).First(factor => highest / (power * factor) <= 5);
        return [.. Enumerable.Range(0, (int)Math.Ceiling((highest / step) - 1e-9) + 1).Select(index => index * step)];
    }

    /// <summary>Round durations from 0 on: minutes and hours where seconds are too many.</summary>
    /// <param name="highest">The greatest, seconds.</param>
    /// <returns>Two to six values; the last is at or above the greatest.</returns>
    public static IReadOnlyList<double> OfDuration(double highest)
    {
        if (highest <= 60)
            return OfValue(highest);
        var step = TimeSteps.FirstOrDefault(step => highest / step <= 5, highest / 5);
        return [.. Enumerable.Range(0, (int)Math.Ceiling((highest / step) - 1e-9) + 1).Select(index => index * step)];
    }
}
