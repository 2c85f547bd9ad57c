using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Presets;

/// <summary>Fills in a preset.</summary>
/// <param name="preset">The preset.</param>
/// <param name="options">Windows and matchers.</param>
internal sealed class PresetQueries(MetricsPreset preset, PrometheusOptions options)
{
    private const string ModelLabels = SeriesLabels.Namespace + ", " + SeriesLabels.Model;

    /// <summary>The objective percentile in seconds, by model.</summary>
    /// <param name="percentile">50 to 99.</param>
    /// <param name="only">Of which models, see <see cref="PercentileShares"/>; empty: of all.</param>
    /// <returns>The query.</returns>
    public QueryPart Latency(int percentile, string only = "") => Part("latency", SignalNames.Percentile(percentile), Fill(preset.Latency)
        .Replace("$quantile", PromLiteral.Quantile(percentile), StringComparison.Ordinal).Replace("$only", only, StringComparison.Ordinal));

    /// <summary>Seconds since the newest sample, by model and pod. A series that the rate window has no two samples of says nothing yet.</summary>
    public QueryPart SampleAge =>
        Part("age", SignalNames.Age, $"time() - max by ({ModelLabels}, {SeriesLabels.Pod}) (timestamp({Fill(preset.Presence)}))");

    /// <summary>
    /// Everything else, by model. What is only nice to know is optional: that it cannot be had, says nothing of the rest. Native histograms are
    /// a group of their own: a server that does not know their functions refuses it whole.
    /// </summary>
    /// <returns>The queries.</returns>
    public IEnumerable<QueryPart> Others()
    {
        yield return Part("load", SignalNames.Rate, Fill(preset.Rate));
        yield return Part("load", SignalNames.InFlight, Fill(preset.InFlight));
        if (preset.Rejected is { } rejected)
            yield return Part("load", SignalNames.Rejected, Fill(rejected));
        yield return Part("load", SignalNames.RecentRate, Fill(preset.Rate, options.RecentWindow)) with { Optional = true };
        if (preset.MeanLatency is { } latency)
            yield return Part("load", SignalNames.MeanLatency, Fill(latency)) with { Optional = true };
        if (preset.MeanQueue is { } queue)
            yield return Part("load", SignalNames.MeanQueue, Fill(queue)) with { Optional = true };
        if (preset.NativeMeanLatency is { } nativeLatency)
            yield return Part("native", SignalNames.NativeMeanLatency, Fill(nativeLatency)) with { Optional = true };
        if (preset.NativeMeanQueue is { } nativeQueue)
            yield return Part("native", SignalNames.NativeMeanQueue, Fill(nativeQueue)) with { Optional = true };
    }

    /// <summary>Requests a second of one model, for a look at its past.</summary>
    /// <param name="namespaceName">The model's namespace.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="window">What a value averages over.</param>
    /// <returns>The PromQL.</returns>
    public string PastRate(string namespaceName, string name, TimeSpan window) => Fill(
        preset.Rate.Replace("$matchers", $"{SeriesLabels.Namespace}=\"{PromLiteral.Escape(namespaceName)}\",{SeriesLabels.Model}=\"{PromLiteral.Escape(name)}\",$matchers", StringComparison.Ordinal), window);

    private QueryPart Part(string group, string signal, string query) => new($"{preset.Name} {group}", SignalNames.Of(preset.Name, signal), query);

    private string Fill(string template) => Fill(template, options.EffectiveRateWindow);

    private string Fill(string template, TimeSpan window) => template
        .Replace("$matchers", Matchers, StringComparison.Ordinal)
        .Replace("$window", PromLiteral.Duration(window), StringComparison.Ordinal)
        .Replace("$model", ModelLabels, StringComparison.Ordinal);

    private string Matchers => string.IsNullOrWhiteSpace(options.Matchers) ? $"{SeriesLabels.Model}!=\"\"" : $"{SeriesLabels.Model}!=\"\",{options.Matchers}";
}
