using Prometheus;

namespace InferenceOperator.Metrics;

/// <summary>
/// The operator's own metrics of its loops; docs/metrics.md lists them. Labels are bounded: fixed words, GPU products of the cluster, and
/// the models that exist (their series go when they do).
/// </summary>
internal sealed class OperatorMetrics
{
    private readonly Histogram _scalingPass;
    private readonly Counter _scalingFailures;
    private readonly Counter _queries;
    private readonly Counter _scrapes;
    private readonly Counter _decisions;
    private readonly Histogram _planning;
    private readonly Counter _planFailures;
    private readonly Counter _foreignActions;
    private readonly Gauge _gpus;
    private readonly HashSet<(string Product, string Use)> _gpuSeries = [];

    /// <summary>Creates the metrics in a registry; asking twice for the same registry gives the same metrics.</summary>
    /// <param name="registry">The registry.</param>
    public OperatorMetrics(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        var seconds = new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 14) };
        _scalingPass = factory.CreateHistogram("inference_operator_scaling_loop_duration_seconds", "Time of one pass over all models: reading metrics and deciding.", seconds);
        _scalingFailures = factory.CreateCounter("inference_operator_scaling_failures_total", "Models that a pass could not decide for, and passes that failed whole; each is tried again at the next.");
        _queries = factory.CreateCounter("inference_operator_prometheus_queries_total", "Queries by result: Ok, Unreachable, Rejected, CircuitOpen (not sent).", "result");
        _scrapes = factory.CreateCounter("inference_operator_scrapes_total", "Direct scrapes of models' pods by result: Ok, Unreachable, TimedOut, Refused, Invalid, Skipped (no time left).", "result");
        _decisions = factory.CreateCounter("inference_operator_scaling_decisions_total", "Decisions that changed a model's replicas, by direction: up, down.", "direction");
        _planning = factory.CreateHistogram("inference_operator_capacity_plan_duration_seconds", "Time of one capacity plan, snapshot included.", seconds);
        _planFailures = factory.CreateCounter("inference_operator_capacity_failures_total", "Capacity plans that failed; the last good one stays in force.");
        _foreignActions = factory.CreateCounter("inference_operator_integration_actions_total", "Writes to training objects of other controllers' kinds, by kind and action: Suspend, Resume, LetGo (somebody else resumed it), Withdraw (its controller ignored the suspension), Refused.", "kind", "action");
        _gpus = factory.CreateGauge("inference_operator_gpus", "GPUs by product and use: capacity, inference, training, other, free, terminating.", "product", "use");
        Models = new ModelMetrics(factory);
    }

    /// <summary>What is known of each model.</summary>
    public ModelMetrics Models { get; }

    /// <summary>Records a pass of the scaling loop.</summary>
    /// <param name="duration">How long it took.</param>
    public void ScalingPassed(TimeSpan duration) => _scalingPass.Observe(duration.TotalSeconds);

    /// <summary>Counts a model, or a pass, that could not be decided.</summary>
    public void ScalingFailed() => _scalingFailures.Inc();

    /// <summary>Counts a query of Prometheus.</summary>
    /// <param name="result">Ok, Unreachable, Rejected or CircuitOpen.</param>
    public void Queried(string result) => _queries.WithLabels(result).Inc();

    /// <summary>Counts a direct scrape of a pod.</summary>
    /// <param name="result">Ok, Unreachable, TimedOut, Refused, Invalid or Skipped.</param>
    public void Scraped(string result) => _scrapes.WithLabels(result).Inc();

    /// <summary>Counts a change of a model's replicas.</summary>
    /// <param name="up">More replicas.</param>
    public void Decided(bool up) => _decisions.WithLabels(up ? "up" : "down").Inc();

    /// <summary>Records a capacity plan.</summary>
    /// <param name="duration">How long it took.</param>
    public void Planned(TimeSpan duration) => _planning.Observe(duration.TotalSeconds);

    /// <summary>Counts a capacity plan that failed.</summary>
    public void PlanFailed() => _planFailures.Inc();

    /// <summary>Counts a write to an object of another controller's kind.</summary>
    /// <param name="kind">One of the configured kinds.</param>
    /// <param name="action">Suspend, Resume, LetGo, Withdraw or Refused.</param>
    public void ActedOnForeign(string kind, string action) => _foreignActions.WithLabels(kind, action).Inc();

    /// <summary>Shows the use of GPUs; products that are gone lose their series.</summary>
    /// <param name="counts">GPUs by product and use.</param>
    public void ShowGpus(IReadOnlyDictionary<(string Product, string Use), int> counts)
    {
        foreach (var gone in _gpuSeries.Where(series => !counts.ContainsKey(series)).ToList())
        {
            _gpus.RemoveLabelled(gone.Product, gone.Use);
            _gpuSeries.Remove(gone);
        }

        foreach (var (series, count) in counts)
        {
            _gpus.WithLabels(series.Product, series.Use).Set(count);
            _gpuSeries.Add(series);
        }
    }
}
