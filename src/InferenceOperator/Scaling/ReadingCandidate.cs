using InferenceOperator.Core.Scaling;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Scraping.Presets;
using InferenceOperator.Metrics.Signals;

namespace InferenceOperator.Scaling;

/// <summary>A model, what Prometheus said of it, and whether its pods can say it instead.</summary>
internal sealed class ReadingCandidate
{
    private readonly ScalingSubject _subject;
    private readonly SignalRules _rules;
    private readonly SignalQuality _quality;

    private ReadingCandidate(ScalingSubject subject, MetricReading reading, SignalRules rules)
    {
        (_subject, Reading, _rules) = (subject, reading, rules);
        _quality = Classify(reading);
        (Scrape, WhyNoScrape) = Pods(subject);
    }

    /// <summary>What Prometheus said.</summary>
    public MetricReading Reading { get; }

    /// <summary>What to scrape; null when nothing is.</summary>
    public ScrapeRequest? Scrape { get; }

    /// <summary>Why nothing can be scraped, where that is for somebody to change; null otherwise.</summary>
    public string? WhyNoScrape { get; }

    /// <summary>UID of the model.</summary>
    public string Uid => _subject.Uid;

    /// <summary>The model.</summary>
    public ObjectKey Key => ObjectKey.Of(_subject.Model);

    /// <summary>Prometheus did not answer, or has nothing or nothing fresh for the model.</summary>
    public bool PrometheusLacksIt => _quality.Signal is Signal.Unreachable or Signal.Absent or Signal.Stale;

    /// <summary>Why it lacks it.</summary>
    public string WhyNotPrometheus => _quality.Explanation;

    /// <summary>Makes a candidate.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="values">What Prometheus said, by UID of the model.</param>
    /// <param name="rules">What makes the model's numbers trustworthy.</param>
    /// <returns>The candidate; null for a model that there is nothing to read of.</returns>
    public static ReadingCandidate? Of(ScalingSubject subject, IReadOnlyDictionary<string, SignalValues> values, SignalRules rules) =>
        (subject.Unreadable ?? (values.TryGetValue(subject.Uid, out var read) ? Readings.Of(read) : null)) is { } reading ? new ReadingCandidate(subject, reading, rules) : null;

    /// <summary>Whether a reading says more than that there is none.</summary>
    /// <param name="reading">The reading.</param>
    /// <returns>True when it does.</returns>
    public bool IsUsable(MetricReading reading) => Classify(reading).Signal is not (Signal.Absent or Signal.Invalid or Signal.Stale);

    private SignalQuality Classify(MetricReading reading) => SignalClassifier.Classify(reading, _subject.Policy, _subject.Replicas, _rules);

    private static (ScrapeRequest? Scrape, string? WhyNot) Pods(ScalingSubject subject)
    {
        if (subject.Request is not { } request || subject.Pods.Count == 0)
            return (null, null);
        // What a custom query means only its author knows: another latency may be quite another number.
        if (!string.IsNullOrWhiteSpace(request.Queries?.Latency))
            return (null, "a latency query of one's own has no counterpart on the pods");
        return request.Preset is { } preset && ScrapePresets.Find(preset.Name) is { } series
            ? (new ScrapeRequest(subject.Uid, request.Percentile, series, subject.Pods) { LatencyHint = preset.LatencyHint }, null)
            : (null, null);
    }
}
