using System.Globalization;

namespace InferenceOperator.Metrics.Presets;

/// <summary>How the signals of presets are called in the label that tells them apart, <c>onnx/rate</c> for instance.</summary>
internal static class SignalNames
{
    /// <summary>Age of the newest sample, by pod.</summary>
    public const string Age = "age";

    /// <summary>Requests a second.</summary>
    public const string Rate = "rate";

    /// <summary>Requests a second over the shortest range there is.</summary>
    public const string RecentRate = "recent-rate";

    /// <summary>Rejected requests a second.</summary>
    public const string Rejected = "rejected";

    /// <summary>Requests in flight.</summary>
    public const string InFlight = "in-flight";

    /// <summary>Mean latency, of a classic histogram or of counters.</summary>
    public const string MeanLatency = "mean-latency";

    /// <summary>Mean wait, of a classic histogram or of counters.</summary>
    public const string MeanQueue = "mean-queue";

    /// <summary>Mean latency, of a native histogram.</summary>
    public const string NativeMeanLatency = "native-mean-latency";

    /// <summary>Mean wait, of a native histogram.</summary>
    public const string NativeMeanQueue = "native-mean-queue";

    /// <summary>A percentile of latency.</summary>
    /// <param name="percentile">50 to 99.</param>
    /// <returns>Such as <c>p95</c>.</returns>
    public static string Percentile(int percentile) => string.Create(CultureInfo.InvariantCulture, $"p{percentile}");

    /// <summary>A signal of a preset.</summary>
    /// <param name="preset">The preset's name.</param>
    /// <param name="signal">The signal's.</param>
    /// <returns>Such as <c>onnx/p95</c>.</returns>
    public static string Of(string preset, string signal) => $"{preset}/{signal}";
}
