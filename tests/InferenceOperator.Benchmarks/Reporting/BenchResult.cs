namespace InferenceOperator.Benchmarks.Reporting;

/// <summary>One figure.</summary>
/// <param name="Name">Its name, lower case with underscores.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Baseline">What it is compared with, in words; null: nothing.</param>
/// <param name="Target">What it should be; null: it is only shown.</param>
/// <param name="Holds">Whether it is; null without a target.</param>
/// <param name="Samples">Median, least, greatest and number of samples.</param>
internal sealed record BenchResult(string Name, double Value, string Unit, string? Baseline, double? Target, bool? Holds, double[] Samples)
{
    /// <summary>A figure that should be at most its target.</summary>
    public static BenchResult AtMost(string name, IEnumerable<double> samples, string unit, double target, string? baseline = null) =>
        Of(name, samples, unit, target, value => value <= target, baseline);

    /// <summary>A figure that should be at least its target.</summary>
    public static BenchResult AtLeast(string name, IEnumerable<double> samples, string unit, double target, string? baseline = null) =>
        Of(name, samples, unit, target, value => value >= target, baseline);

    /// <summary>A figure without a target.</summary>
    public static BenchResult Shown(string name, IEnumerable<double> samples, string unit, string? baseline = null) =>
        Of(name, samples, unit, null, null, baseline);

    /// <summary>The median; NaN of nothing.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static BenchResult Of(string name, IEnumerable<double> samples, string unit, double? target, Func<double, bool>? holds, string? baseline)
    {
        double[] all = [.. samples];
        var median = Math.Round(Median(all), 4);
        double[] spread = all.Length == 0 ? [0, 0, 0, 0] : [median, Math.Round(all.Min(), 4), Math.Round(all.Max(), 4), all.Length];
        // JSON knows no NaN: nothing was measured, so nothing holds.
        return new(name, double.IsFinite(median) ? median : -1, unit, baseline, target, holds is null ? null : double.IsFinite(median) && holds(median), spread);
    }
}
