using System.Globalization;
using InferenceOperator.Translation;

namespace InferenceOperator.Simulation;

/// <summary>Values as people read them.</summary>
internal static class Shown
{
    private const int LongestValue = 100;

    /// <summary>Seconds as a duration of three digits: <c>1m30s</c>, <c>83.2ms</c>.</summary>
    /// <param name="seconds">Zero or more; NaN: not known.</param>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
            return "-";
        if (seconds >= 100)
            return GoDuration.Format(TimeSpan.FromSeconds(Math.Round(seconds)));
        var digits = seconds <= 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(seconds)), 0, 6);
        return GoDuration.Format(TimeSpan.FromTicks((long)Math.Round(Math.Round(seconds, digits) * TimeSpan.TicksPerSecond)));
    }

    /// <summary>A number of three digits or so.</summary>
    /// <param name="number">The number.</param>
    public static string Number(double number) => number.ToString(Math.Abs(number) >= 100 ? "0" : Math.Abs(number) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage.</summary>
    /// <param name="share">0 to 1.</param>
    public static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>A text of the user, cut where it is long.</summary>
    /// <param name="text">The text.</param>
    public static string Short(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";
}
