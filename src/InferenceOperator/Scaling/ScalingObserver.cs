using InferenceOperator.Api;
using InferenceOperator.Capacity;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Kubernetes;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.Signals;
using k8s.Models;

namespace InferenceOperator.Scaling;

/// <summary>Gathers what a decision needs from the caches and the board.</summary>
internal sealed class ScalingObserver(IResourceStores stores, ScalingBoard board, PlanBoard plan, LoadRecall? recall = null)
{
    /// <summary>Observes a model in mode Slo.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ready">Its pods that serve.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="FormatException">The spec is invalid; the message says what to write.</exception>
    public ScalingSubject Observe(ModelDeployment model, IReadOnlyList<V1Pod> ready)
    {
        var policy = PolicyReader.Read(model.Spec);
        var last = board.Get(model.Metadata.Uid);
        var deployed = stores.Of<V1Deployment>().OwnedBy(model.Metadata.Uid).FirstOrDefault()?.Spec.Replicas;
        var current = last?.Decision.Desired ?? WantedReplicas.Start(model, deployed);
        var subject = new ScalingSubject(model, policy, new ReplicaCounts(current, ready.Count) { Placed = Placed(model, current), ReclaimTime = ReclaimTime(model) }, last?.Decision.State ?? Remembered(model.Status?.Scaling, policy))
        {
            Pods = ready,
            FrontRequests = FrontCount.Read(model.Metadata).Value,
        };
        return policy.Suspended || policy.Target is null ? subject : WithRequest(subject);
    }

    private int Placed(ModelDeployment model, int current) =>
        model.Spec.Gpu.Count > 0 && plan.Models.Get(model.Metadata.Uid) is { UseCpu: false } entry ? Math.Min(entry.Admitted, current) : current;

    // By the plan alone: what is learnt as start-up begins when a replica has its GPUs, see ReplicaOrder.From. Where nobody could be asked the
    // wait is not known, and looking further ahead would bring no GPU.
    private TimeSpan ReclaimTime(ModelDeployment model) => plan.Models.Get(model.Metadata.Uid) is not { UseCpu: false } entry
        ? TimeSpan.Zero
        : (entry.TimeToCapacity ?? TimeSpan.Zero) is var underWay && entry.NextReplica > underWay ? entry.NextReplica.Value : underWay;

    private ScalingSubject WithRequest(ScalingSubject subject)
    {
        var model = subject.Model;
        var choice = RuntimeChooser.Choose(model, stores.Of<InferenceRuntime>().List(), stores.Of<V1Deployment>().OwnedBy(model.Metadata.Uid).FirstOrDefault());
        var runtime = choice.Runtime;
        var preset = runtime?.Spec.Metrics.Preset is { } name ? MetricsPresets.Find(name) : null;
        var queries = Merge(model.Spec.Scaling.Queries, runtime?.Spec.Metrics.Queries);
        if (runtime is null || (preset is null && queries?.Latency is null))
            return subject with { Unreadable = Unreadable(choice) };
        var request = new SignalRequest(subject.Uid, model.Metadata.NamespaceProperty, model.Metadata.Name, subject.Policy.Percentile)
        {
            Preset = preset,
            Queries = queries,
            ReadyPods = subject.Pods.Select(pod => pod.Metadata.Name).ToHashSet(),
        };
        return subject with { Request = request, State = subject.Policy.Forecasts && recall?.Take(request) is { } past ? past.Behind(subject.State) : subject.State };
    }

    private static MetricReading Unreadable(RuntimeChoice choice) => new()
    {
        Error = ReadingError.Invalid,
        ErrorMessage = choice.Runtime is not { } runtime
            ? choice.Message
            : $"InferenceRuntime \"{runtime.Metadata.Name}\" names no metrics: set spec.metrics.preset there ({string.Join(", ", MetricsPresets.Names)}), or spec.scaling.queries.latency here",
    };

    private static MetricQueries? Merge(MetricQueries? own, MetricQueries? runtimes) => own is null ? runtimes : runtimes is null ? own : new MetricQueries
    {
        Latency = own.Latency ?? runtimes.Latency,
        Rate = own.Rate ?? runtimes.Rate,
        InFlight = own.InFlight ?? runtimes.InFlight,
    };

    // After a restart: what was decided is in the status; what was observed is observed anew, so nothing goes down early.
    private static ScalingState Remembered(ScalingStatus? status, ScalingPolicy policy)
    {
        var history = (status?.History ?? []).Where(record => record.Time is not null)
            .Select(record => new Core.Scaling.ScalingRecord(Utc(record.Time!.Value), record.From, record.To, record.Reason ?? "")).ToList();
        var learnt = ServiceReport.Restore(status);
        return ScalingState.Learnt(Fit(learnt), learnt?.Startup, policy.Target) with
        {
            LastChange = status?.LastScaleTime is { } last ? Utc(last) : null,
            LastScaleUp = history.Find(record => record.To > record.From)?.At,
            History = history,
            FrontRequests = status?.FrontRequests,
        };
    }

    private static ServiceFit? Fit(ServiceView? learnt) =>
        learnt is { ServiceSeconds: { } service, Parallelism: { } parallelism, Variability: { } variability, Uncertainty: { } uncertainty, Samples: { } samples }
            ? new ServiceFit(service, parallelism, variability, uncertainty, samples)
            : null;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
