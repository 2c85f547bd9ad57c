using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>The answers for all models of a preset, looked up by model.</summary>
internal sealed class PresetAnswers
{
    private readonly QueryAnswer _age;
    private readonly QueryAnswer _rate;
    private readonly QueryAnswer _inFlight;
    private readonly QueryAnswer _rejected;
    private readonly IReadOnlyDictionary<int, QueryAnswer> _latency;
    private readonly ILookup<(string, string), MetricSample> _ages;
    private readonly ILookup<(string, string), MetricSample> _rates;
    private readonly ILookup<(string, string), MetricSample> _inFlights;
    private readonly ILookup<(string, string), MetricSample> _rejections;
    private readonly Dictionary<int, ILookup<(string, string), MetricSample>> _latencies;

    /// <summary>Indexes the answers.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="age">Sample age by model and pod.</param>
    /// <param name="rate">Request rate by model.</param>
    /// <param name="inFlight">Requests in flight by model.</param>
    /// <param name="rejected">Rejected requests per second by model; empty where the server shows none.</param>
    /// <param name="latency">Latency by model, for each percentile asked for.</param>
    public PresetAnswers(
        MetricsPreset preset, QueryAnswer age, QueryAnswer rate, QueryAnswer inFlight, QueryAnswer rejected, IReadOnlyDictionary<int, QueryAnswer> latency)
    {
        Preset = preset;
        (_age, _rate, _inFlight, _rejected, _latency) = (age, rate, inFlight, rejected, latency);
        (_ages, _rates, _inFlights, _rejections) = (Index(age), Index(rate), Index(inFlight), Index(rejected));
        _latencies = latency.ToDictionary(pair => pair.Key, pair => Index(pair.Value));
    }

    /// <summary>The preset.</summary>
    public MetricsPreset Preset { get; }

    /// <summary>Requests per second.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The value; null when no series has it.</returns>
    public double? Rate(SignalRequest model) => _rates[Key(model)].FirstOrDefault()?.Value;

    /// <summary>Requests in flight.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The value; null when no series has it.</returns>
    public double? InFlight(SignalRequest model) => _inFlights[Key(model)].FirstOrDefault()?.Value;

    /// <summary>Rejected requests per second.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The value; null when no series has it.</returns>
    public double? Rejected(SignalRequest model) => _rejections[Key(model)].FirstOrDefault()?.Value;

    /// <summary>The objective percentile in seconds.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The value; null when no series has it, or it was not asked for.</returns>
    public double? Latency(SignalRequest model) => _latencies.GetValueOrDefault(model.Percentile)?[Key(model)].FirstOrDefault()?.Value;

    /// <summary>Sample age by pod, in seconds.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Pods and ages.</returns>
    public IEnumerable<(string Pod, double Age)> Ages(SignalRequest model) =>
        _ages[Key(model)].Select(sample => (sample.Label(SeriesLabels.Pod), sample.Value));

    /// <summary>The first error among the queries that speak of a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The error; null when all were answered.</returns>
    public QueryError? Error(SignalRequest model) => Answers(model).Select(answer => answer.Error).FirstOrDefault(error => error is not null);

    /// <summary>The first warning among the queries that speak of a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The warning; null when there is none.</returns>
    public string? Warning(SignalRequest model) => Answers(model).SelectMany(answer => answer.Warnings).FirstOrDefault();

    private IEnumerable<QueryAnswer> Answers(SignalRequest model) =>
        new[] { _age, _rate, _inFlight, _rejected, _latency.GetValueOrDefault(model.Percentile) }.OfType<QueryAnswer>();

    private static (string Namespace, string Name) Key(SignalRequest model) => (model.Namespace, model.Name);

    private static ILookup<(string, string), MetricSample> Index(QueryAnswer answer) =>
        answer.Samples.ToLookup(sample => (sample.Label(SeriesLabels.Namespace), sample.Label(SeriesLabels.Model)));
}
