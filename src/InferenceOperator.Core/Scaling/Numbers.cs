using System.Globalization;

namespace InferenceOperator.Core.Scaling;

/// <summary>Numbers as reasons say them.</summary>
internal static class Numbers
{
    public static string Percentile(ScalingPolicy policy) => string.Create(CultureInfo.InvariantCulture, $"p{policy.Percentile}");

    public static string Rate(double rate) => $"{Short(rate)} req/s";

    public static string Share(double share) => $"{Short(share * 100)} %";

    public static string Count(double count) => count.ToString("0", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan time) => Seconds(time.TotalSeconds);

    public static string Seconds(double seconds) => seconds < 1 ? $"{Short(seconds * 1000)} ms" : $"{Short(seconds)} s";

    public static string Raw(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) >= 10 ? "0" : Math.Abs(value) >= 1 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
