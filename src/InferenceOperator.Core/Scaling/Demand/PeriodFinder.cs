namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Finds the period of a load by its autocorrelation: the shortest lag at which the load resembles itself again, after it did not in between,
/// with two whole periods seen (Box, Jenkins, "Time Series Analysis", ch. 2).
/// </summary>
public static class PeriodFinder
{
    private const int ShortestBins = 12;
    private const int MostPoints = 512;
    private const double LeastLikeness = 0.55;
    private const double LeastDip = 0.3;
    private const double Perfect = 0.12;
    private const double Useless = 0.35;

    /// <summary>Finds it.</summary>
    /// <param name="history">The history.</param>
    /// <returns>The period; null when there is none, or it predicts nothing.</returns>
    public static Period? Find(LoadHistory history)
    {
        var known = Known(history.Values);
        if (known.Length < 2 * ShortestBins)
            return null;
        var factor = (known.Length + MostPoints - 1) / MostPoints;
        if (PeakOf(Coarser(known, factor), Math.Max(2, ShortestBins / factor)) is not { } lag)
            return null;
        var bins = Refined(known, lag * factor, factor);
        var trust = Trust(known, bins);
        return trust > 0 ? new(bins, trust) : null;
    }

    // The stretch without a gap up to now.
    private static ReadOnlySpan<float> Known(float[] values)
    {
        var from = values.Length;
        while (from > 0 && !float.IsNaN(values[from - 1]))
            from--;
        return values.AsSpan(from);
    }

    private static double[] Coarser(ReadOnlySpan<float> values, int factor)
    {
        var coarse = new double[values.Length / factor];
        var offset = values.Length % factor;
        for (var index = 0; index < coarse.Length; index++)
        {
            for (var inner = 0; inner < factor; inner++)
                coarse[index] += values[offset + (index * factor) + inner] / factor;
        }

        return coarse;
    }

    private static int? PeakOf(double[] values, int shortest)
    {
        var longest = values.Length / 2;
        var likeness = new double[longest + 1];
        for (var lag = 1; lag <= longest; lag++)
            likeness[lag] = Likeness(values, lag);
        var dip = 1.0;
        List<(int Lag, double Value)> peaks = [];
        for (var lag = 1; lag < longest; lag++)
        {
            dip = Math.Min(dip, likeness[lag]);
            var isPeak = likeness[lag] >= likeness[lag - 1] && likeness[lag] >= likeness[lag + 1];
            if (isPeak && lag >= shortest && likeness[lag] > LeastLikeness && likeness[lag] - dip > LeastDip)
                peaks.Add((lag, likeness[lag]));
        }

        // Twice the period is as good a likeness: the shortest of the good ones.
        return peaks.Count == 0 ? null : peaks.Find(peak => peak.Value >= 0.8 * peaks.Max(other => other.Value)).Lag;
    }

    private static double Likeness(double[] values, int lag)
    {
        var count = values.Length - lag;
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (var index = 0; index < count; index++)
        {
            var (a, b) = (values[index], values[index + lag]);
            x += a;
            y += b;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }

        var (varianceX, varianceY) = (xx - (x * x / count), yy - (y * y / count));
        return varianceX <= 0 || varianceY <= 0 ? 0 : (xy - (x * y / count)) / Math.Sqrt(varianceX * varianceY);
    }

    // The lag of the coarser series is off by up to a step of it: look at every bin around.
    private static double Refined(ReadOnlySpan<float> values, int around, int factor)
    {
        var (best, value) = (around, double.PositiveInfinity);
        for (var lag = Math.Max(2, around - factor - 1); lag <= Math.Min(values.Length / 2, around + factor + 1); lag++)
        {
            double difference = 0;
            for (var index = lag; index < values.Length; index++)
                difference += Math.Abs(values[index] - values[index - lag]);
            difference /= values.Length - lag;
            if (difference < value)
                (best, value) = (lag, difference);
        }

        return best;
    }

    // What the period before would have said of the last one: three bins together, so that single requests do not count.
    private static double Trust(ReadOnlySpan<float> values, double bins)
    {
        var lag = (int)Math.Round(bins);
        double error = 0, sum = 0;
        for (var index = values.Length - Math.Min(lag, values.Length - lag); index + 2 < values.Length; index += 3)
        {
            double actual = values[index] + values[index + 1] + values[index + 2];
            double expected = values[index - lag] + values[index - lag + 1] + values[index - lag + 2];
            var noise = Math.Sqrt(Math.Max(actual, expected)) * 0.4;
            error += Math.Max(0, Math.Abs(actual - expected) - noise);
            sum += actual;
        }

        return sum <= 0 ? 0 : Math.Clamp((Useless - (error / sum)) / (Useless - Perfect), 0, 1);
    }
}
