using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Scaling.Scrape;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Signals;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Scaling;

/// <summary>
/// Every interval: read the signals of all models in mode Slo, from Prometheus or else from their pods, decide for each, put the decisions on the board, and wake whoever acts on
/// them. A model that cannot be decided keeps its last decision and is tried again; the loop itself goes on whatever happens.
/// </summary>
internal sealed partial class ScalingLoop(
    IResourceStores stores,
    ScalingObserver observer,
    SignalReader reader,
    ReadingSources sources,
    ScalingBoard board,
    CapacityWake capacity,
    IRequestQueue<ModelDeployment> queue,
    OperatorMetrics metrics,
    IOptions<ScalingOptions> scaling,
    IOptions<PrometheusOptions> prometheus,
    ScrapeSettings scrapes,
    TimeProvider time,
    ILogger<ScalingLoop> logger) : ILeaderService
{
    private readonly ReportSchedule _reports = new();

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(scaling.Value.Interval, time);
        do
        {
            try
            {
                await PassAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                metrics.ScalingFailed();
                LogPassFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>One pass over all models.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>A task.</returns>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var models = stores.Of<ModelDeployment>().List();
        Forget(models);
        var ready = ModelPods.Ready(stores.Of<V1Pod>().List());
        var subjects = models.Where(IsOurs).Select(model => Observe(model, ready)).OfType<ScalingSubject>().ToList();
        var values = await reader.ReadAsync([.. subjects.Select(subject => subject.Request).OfType<SignalRequest>()], cancellationToken);
        var readings = await sources.ChooseAsync(subjects, values, Rules, cancellationToken);
        foreach (var subject in subjects)
            Guard(subject.Model, () => Decide(subject, readings.GetValueOrDefault(subject.Uid)));
        metrics.ScalingPassed(time.GetElapsedTime(started));
    }

    private static bool IsOurs(ModelDeployment model) => model.Metadata.DeletionTimestamp is null && model.Spec.Scaling.Mode == ScalingModes.Slo;

    private ScalingSubject? Observe(ModelDeployment model, ILookup<(string Namespace, string Model), V1Pod> ready)
    {
        ScalingSubject? subject = null;
        Guard(model, () => subject = observer.Observe(model, ready[(model.Metadata.NamespaceProperty, model.Metadata.Name)].ToList()));
        return subject;
    }

    private void Guard(ModelDeployment model, Action action)
    {
        try
        {
            action();
        }
        catch (FormatException)
        {
            // An invalid spec: the controller says so in the status; what runs stays.
            LogInvalid(model.Metadata.NamespaceProperty, model.Metadata.Name);
        }
        catch (Exception e)
        {
            metrics.ScalingFailed();
            LogModelFailed(e, ObjectKey.Of(model));
        }
    }

    private void Decide(ScalingSubject subject, MetricReading? measured)
    {
        var reading = Readings.WithFront(measured, subject.FrontRequests);
        var now = time.GetUtcNow();
        var last = board.Get(subject.Uid)?.Decision;
        var decision = ReplicaDecider.Decide(subject.Policy, reading, subject.Replicas, subject.State, now, Rules(subject, reading));
        board.Set(subject.Uid, new ScalingEntry(decision, reading, now));
        Show(subject, reading, decision);
        var key = ObjectKey.Of(subject.Model);
        if (decision.Desired != subject.Replicas.Current || last is null)
        {
            capacity.Wake();
            Report(RequestPriority.Urgent);
        }
        else if (decision.Signal != last.Signal || decision.ObjectiveMet != last.ObjectiveMet)
        {
            if (decision.Signal != last.Signal)
                LogSignal(key, last.Signal, decision.Signal, decision.Reason);
            Report(RequestPriority.Ordinary);
        }
        else if (_reports.IsDue(subject.Uid, reading?.LatencySeconds, reading?.Rate, now))
        {
            queue.Enqueue(key);
        }

        void Report(RequestPriority priority)
        {
            _reports.Reported(subject.Uid, reading?.LatencySeconds, reading?.Rate, now);
            queue.Enqueue(key, priority);
        }
    }

    private void Show(ScalingSubject subject, MetricReading? reading, ScalingDecision decision)
    {
        var (namespaceName, name) = (subject.Model.Metadata.NamespaceProperty, subject.Model.Metadata.Name);
        metrics.Models.Show(namespaceName, name, decision.Signal?.ToString() ?? "None", reading?.LatencySeconds, reading?.Rate, decision.Desired);
        if (decision.Desired == subject.Replicas.Current)
            return;
        metrics.Decided(up: decision.Desired > subject.Replicas.Current);
        LogDecision(new ObjectKey(namespaceName, name), decision.Desired, decision.Signal, decision.Reason);
    }

    private void Forget(IReadOnlyCollection<ModelDeployment> models)
    {
        var ours = models.Where(IsOurs).ToList();
        var uids = ours.Select(model => model.Metadata.Uid).ToHashSet();
        board.KeepOnly(uids);
        _reports.KeepOnly(uids);
        metrics.Models.KeepOnly(ours.Select(model => (model.Metadata.NamespaceProperty, model.Metadata.Name)).ToHashSet());
    }

    // A pass that comes later than the samples go stale would look like an outage to every decision.
    private SignalRules Rules(ScalingSubject subject) => Rules(subject, null);

    private SignalRules Rules(ScalingSubject subject, MetricReading? reading) => new()
    {
        Interval = scaling.Value.Interval,
        // The newest rate of a direct scrape is that between two passes.
        RecentWindow = reading?.Source == ScrapeArithmetic.Source ? scaling.Value.Interval : prometheus.Value.RecentWindow,
        StaleAfter = 3 * Longer(prometheus.Value.ScrapeInterval, scaling.Value.Interval),
        MeasurementWindow = Longer(subject.Request?.Preset?.LeastWindow ?? TimeSpan.Zero, Longer(prometheus.Value.EffectiveRateWindow, scrapes.Window)),
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} wants {Desired} replicas on signal {Signal}: {Reason}")]
    private partial void LogDecision(ObjectKey model, int desired, Signal? signal, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} signal {Before} -> {Now}: {Reason}")]
    private partial void LogSignal(ObjectKey model, Signal? before, Signal? now, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Namespace}/{Model} is not decided: its spec is invalid")]
    private partial void LogInvalid(string @namespace, string model);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Model} cannot be decided; its last decision stays and it is tried again")]
    private partial void LogModelFailed(Exception e, ObjectKey model);

    [LoggerMessage(Level = LogLevel.Error, Message = "A scaling pass failed; the last decisions stay and it is tried again")]
    private partial void LogPassFailed(Exception e);
}
