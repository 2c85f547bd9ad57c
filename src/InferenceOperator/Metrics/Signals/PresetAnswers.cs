using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>The answers for all models of a preset, looked up by model.</summary>
internal sealed class PresetAnswers
{
    private static readonly QueryAnswer NotAsked = new();
    private readonly IReadOnlyDictionary<string, QueryAnswer> _answers;
    private readonly Dictionary<string, Dictionary<(string Namespace, string Model), double>> _values = [];
    private readonly Dictionary<(string Namespace, string Model), string> _ambiguous = [];
    private readonly ILookup<(string Namespace, string Model), MetricSample> _ages;

    /// <summary>Indexes the answers.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="answers">The answers by <see cref="SignalNames.Of"/>, those of other presets among them.</param>
    public PresetAnswers(MetricsPreset preset, IReadOnlyDictionary<string, QueryAnswer> answers)
    {
        (Preset, _answers) = (preset, answers);
        _ages = Answer(SignalNames.Age).Samples.ToLookup(Key);
        var own = preset.Name + "/";
        foreach (var (name, answer) in answers.Where(pair => pair.Key.StartsWith(own, StringComparison.Ordinal) && pair.Key != own + SignalNames.Age))
            _values[name[own.Length..]] = Index(name[own.Length..], answer);
    }

    /// <summary>The preset.</summary>
    public MetricsPreset Preset { get; }

    /// <summary>The value of a signal.</summary>
    /// <param name="model">The model.</param>
    /// <param name="signal">One of <see cref="SignalNames"/>.</param>
    /// <returns>The value; null when no series has it.</returns>
    public double? Value(SignalRequest model, string signal) =>
        _values.TryGetValue(signal, out var values) && values.TryGetValue((model.Namespace, model.Name), out var value) ? value : null;

    /// <summary>Sample age by pod, in seconds.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Pods and ages.</returns>
    public IEnumerable<(string Pod, double Age)> Ages(SignalRequest model) =>
        _ages[(model.Namespace, model.Name)].Select(sample => (sample.Label(SeriesLabels.Pod), sample.Value));

    /// <summary>The first error among the queries that a model needs, or that one of them gives several values for it.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The error; null when all were answered.</returns>
    public QueryError? Error(SignalRequest model) => Needed(model).Select(name => Answer(name).Error).FirstOrDefault(error => error is not null)
        ?? (_ambiguous.Count > 0 && _ambiguous.TryGetValue((model.Namespace, model.Name), out var signal)
            ? new QueryError(QueryErrorKind.Rejected, $"several series for {signal} of this model where one should be: does the address answer for several tenants or clusters at once? Set prometheus.matchers or a tenant's header")
            : null);

    /// <summary>The first warning among the queries that a model needs.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The warning; null when there is none.</returns>
    public string? Warning(SignalRequest model) => Needed(model).SelectMany(name => Answer(name).Warnings).FirstOrDefault();

    private static string[] Needed(SignalRequest model) =>
        [SignalNames.Age, SignalNames.Rate, SignalNames.InFlight, SignalNames.Rejected, SignalNames.Percentile(model.Percentile)];

    private static (string Namespace, string Model) Key(MetricSample sample) => (sample.Label(SeriesLabels.Namespace), sample.Label(SeriesLabels.Model));

    private QueryAnswer Answer(string signal) => _answers.GetValueOrDefault(SignalNames.Of(Preset.Name, signal), NotAsked);

    private Dictionary<(string Namespace, string Model), double> Index(string signal, QueryAnswer answer)
    {
        var values = new Dictionary<(string Namespace, string Model), double>(answer.Samples.Count);
        foreach (var sample in answer.Samples)
        {
            if (!values.TryAdd(Key(sample), sample.Value))
                _ambiguous.TryAdd(Key(sample), signal);
        }

        return values;
    }
}
