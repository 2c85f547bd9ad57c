using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Scaling.Scrape;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Signals;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Scaling;

/// <summary>
/// Says for each model where its numbers come from: Prometheus while it has fresh ones, the model's pods while it has not or there is none.
/// Scrapes begin with the first pass that Prometheus has nothing for, stand in from their second on, and end a while after it is back.
/// </summary>
internal sealed partial class ReadingSources(
    IPrometheusClient prometheus, DirectScrape scrape, ScrapeSettings settings, IOptions<ScalingOptions> scaling, TimeProvider time, ILogger<ReadingSources> logger)
{
    private readonly Dictionary<string, long> _missed = [];
    private readonly HashSet<string> _direct = [];

    /// <summary>Chooses.</summary>
    /// <param name="subjects">The models of the pass.</param>
    /// <param name="values">What Prometheus said, by UID of the model.</param>
    /// <param name="rules">What makes a model's numbers trustworthy.</param>
    /// <param name="cancellationToken">Cancels the scrapes.</param>
    /// <returns>The readings by UID of the model; none for models without an objective.</returns>
    public async Task<IReadOnlyDictionary<string, MetricReading>> ChooseAsync(
        IReadOnlyList<ScalingSubject> subjects, IReadOnlyDictionary<string, SignalValues> values, Func<ScalingSubject, SignalRules> rules, CancellationToken cancellationToken)
    {
        var read = subjects.Select(subject => ReadingCandidate.Of(subject, values, rules(subject))).OfType<ReadingCandidate>().ToList();
        Forget(read);
        var scraped = read.Where(NeedsScrape).ToList();
        // Without any, what was known of pods is forgotten, too.
        var answers = await scrape.ReadAsync([.. scraped.Select(candidate => candidate.Scrape!)], cancellationToken);
        return read.ToDictionary(candidate => candidate.Uid, candidate => answers.TryGetValue(candidate.Uid, out var answer) ? Choose(candidate, answer) : Unscraped(candidate));
    }

    private bool NeedsScrape(ReadingCandidate candidate)
    {
        if (!scaling.Value.DirectScrape || candidate.Scrape is null)
            return false;
        if (candidate.PrometheusLacksIt)
            _missed[candidate.Uid] = time.GetTimestamp();
        if (!_missed.TryGetValue(candidate.Uid, out var last))
            return false;
        return time.GetElapsedTime(last) <= settings.Linger || !_missed.Remove(candidate.Uid);
    }

    private MetricReading Choose(ReadingCandidate candidate, ScrapeAnswer answer)
    {
        if (!candidate.PrometheusLacksIt)
            return Unscraped(candidate);
        if (answer.Reading is { } reading && (!prometheus.IsConfigured || candidate.IsUsable(reading)))
        {
            if (_direct.Add(candidate.Uid))
                LogDirect(candidate.Key, candidate.WhyNotPrometheus);
            return reading with { ErrorMessage = candidate.WhyNotPrometheus };
        }

        // Prometheus' own word holds the replicas; that the pods were asked as well belongs to it.
        return Noted(Unscraped(candidate), answer.Problem);
    }

    private MetricReading Unscraped(ReadingCandidate candidate)
    {
        if (_direct.Remove(candidate.Uid))
            LogPrometheus(candidate.Key);
        return scaling.Value.DirectScrape ? Noted(candidate.Reading, candidate.WhyNoScrape) : candidate.Reading;
    }

    private static MetricReading Noted(MetricReading reading, string? note) => note is null || reading.Error != ReadingError.Unreachable
        ? reading
        : reading with { ErrorMessage = $"{reading.ErrorMessage}; {ScrapeArithmetic.Source}: {note}" };

    private void Forget(List<ReadingCandidate> read)
    {
        var uids = read.Select(candidate => candidate.Uid).ToHashSet();
        _direct.IntersectWith(uids);
        foreach (var gone in _missed.Keys.Where(uid => !uids.Contains(uid)).ToList())
            _missed.Remove(gone);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is read from its pods: {Reason}")]
    private partial void LogDirect(ObjectKey model, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is no longer read from its pods")]
    private partial void LogPrometheus(ObjectKey model);
}
