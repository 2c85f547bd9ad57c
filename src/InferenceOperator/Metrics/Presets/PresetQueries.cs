using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Presets;

/// <summary>Fills in a preset.</summary>
/// <param name="preset">The preset.</param>
/// <param name="options">Window and matchers.</param>
internal sealed class PresetQueries(MetricsPreset preset, PrometheusOptions options)
{
    private const string ModelLabels = SeriesLabels.Namespace + ", " + SeriesLabels.Model;

    /// <summary>The objective percentile in seconds, by model.</summary>
    /// <param name="percentile">50 to 99.</param>
    /// <returns>The query.</returns>
    public string Latency(int percentile) => Fill(preset.Latency).Replace("$quantile", PromLiteral.Quantile(percentile), StringComparison.Ordinal);

    /// <summary>Requests per second, by model.</summary>
    public string Rate => Fill(preset.Rate);

    /// <summary>Requests in flight, by model.</summary>
    public string InFlight => Fill(preset.InFlight);

    /// <summary>Rejected requests per second, by model; null where the server shows none.</summary>
    public string? Rejected => preset.Rejected is { } template ? Fill(template) : null;

    /// <summary>Seconds since the newest sample, by model and pod. A series that the rate window has no two samples of says nothing yet.</summary>
    public string SampleAge => $"time() - max by ({ModelLabels}, {SeriesLabels.Pod}) (timestamp({Fill(preset.Presence)}))";

    private string Fill(string template) => template
        .Replace("$matchers", Matchers, StringComparison.Ordinal)
        .Replace("$window", PromLiteral.Duration(options.EffectiveRateWindow), StringComparison.Ordinal)
        .Replace("$model", ModelLabels, StringComparison.Ordinal);

    private string Matchers => string.IsNullOrWhiteSpace(options.Matchers) ? $"{SeriesLabels.Model}!=\"\"" : $"{SeriesLabels.Model}!=\"\",{options.Matchers}";
}
