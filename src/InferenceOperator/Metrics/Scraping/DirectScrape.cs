using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Core.Scaling.Scrape;
using k8s.Models;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>
/// Reads models from their pods: scrapes them, keeps what they said over a window, and computes what Prometheus would. What it keeps is
/// relearnt in a window after a restart. Used by one loop at a time.
/// </summary>
internal sealed class DirectScrape(ScrapeRound round, IPodAddresses addresses, ScrapeSettings settings, TimeProvider time)
{
    private Dictionary<string, PodHistory> _histories = [];

    /// <summary>Scrapes the pods of these models once. What was known of other models' pods is forgotten.</summary>
    /// <param name="requests">The models.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What their pods gave, by UID of the model.</returns>
    public async Task<IReadOnlyDictionary<string, ScrapeAnswer>> ReadAsync(IReadOnlyList<ScrapeRequest> requests, CancellationToken cancellationToken)
    {
        var began = time.GetElapsedTime(0);
        var asked = requests.Select(request => (Request: request, Targets: Targets(request))).ToList();
        var scrapes = await round.RunAsync([.. asked.SelectMany(model => model.Targets)], cancellationToken);
        // A pod that did not answer keeps its past: its next answer is compared with that.
        _histories = scrapes.ToDictionary(pair => pair.Key, pair => Remember(pair.Key, pair.Value.Snapshot));
        return asked.ToDictionary(model => model.Request.Uid, model => Answer(model.Request, model.Targets, scrapes, began));
    }

    private PodHistory Remember(string pod, PodSnapshot? snapshot)
    {
        var history = _histories.GetValueOrDefault(pod, PodHistory.Empty);
        return snapshot is null ? history : history.With(snapshot, settings.Window);
    }

    private ScrapeAnswer Answer(ScrapeRequest request, IReadOnlyList<ScrapeTarget> targets, IReadOnlyDictionary<string, PodScrape> scrapes, TimeSpan began)
    {
        var question = new ScrapeQuestion(request.Percentile, settings.Window, time.GetElapsedTime(0), began, request.Pods.Count) { LatencyHint = request.LatencyHint };
        var reading = ScrapeArithmetic.Read([.. targets.Select(target => _histories[target.Uid])], question);
        var failed = targets.Where(target => scrapes[target.Uid].Problem is not null).ToList();
        var problem = failed.Count > 0 ? $"{failed.Count} of {targets.Count} pods do not answer: pod {failed[0].Name}: {scrapes[failed[0].Uid].Problem}" : null;
        return new ScrapeAnswer(reading, problem ?? (reading is null ? "the pods were scraped once, and a rate needs two scrapes" : null));
    }

    // The same ones every time, or there would be nothing to compare.
    private IReadOnlyList<ScrapeTarget> Targets(ScrapeRequest request) =>
        [.. request.Pods.OrderBy(pod => pod.Metadata.Uid, StringComparer.Ordinal).Take(settings.PodsPerModel).Select(pod => Target(pod, request))];

    private ScrapeTarget Target(V1Pod pod, ScrapeRequest request)
    {
        var server = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == ServerContainerBuilder.Name);
        return new ScrapeTarget(pod.Metadata.Uid, pod.Metadata.Name, addresses.Find(pod), $"run {server?.RestartCount ?? 0}", request.Preset);
    }
}
