using System.Collections.Concurrent;
using InferenceServer.Models;
using Prometheus;

namespace InferenceServer.Metrics;

/// <summary>
/// The server's metrics. The label <c>model</c> takes only names of configured models, so that nobody can make series by asking for
/// names that do not exist.
/// </summary>
internal sealed class ServerMetrics
{
    // Steps of about a quarter from 1 ms to 60 s: a percentile interpolated in a bucket is then off by an eighth at most.
    private static readonly double[] Seconds =
    [
        0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0065, 0.008, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.125,
        0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 20, 30, 60,
    ];

    private readonly ConcurrentDictionary<string, ModelMetrics> _models = new(StringComparer.Ordinal);
    private readonly Histogram _request;
    private readonly Histogram _queue;
    private readonly Histogram _compute;
    private readonly Histogram _batch;
    private readonly Gauge _inFlight;
    private readonly Counter _requests;
    private readonly Gauge _ready;
    private readonly Gauge _provider;
    private readonly Gauge _memory;

    /// <summary>Creates the metrics in a registry of their own.</summary>
    public ServerMetrics()
    {
        Registry = Prometheus.Metrics.NewCustomRegistry();
        var factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        string[] model = ["model"];
        var seconds = new HistogramConfiguration { LabelNames = model, Buckets = Seconds };
        _request = factory.CreateHistogram("inference_request_duration_seconds", "Seconds from the arrival of a request's headers to its answer written, of requests that were answered or whose caller gave up.", seconds);
        _queue = factory.CreateHistogram("inference_queue_duration_seconds", "Seconds a request waited for its turn.", seconds);
        _compute = factory.CreateHistogram("inference_compute_duration_seconds", "Seconds in the model.", seconds);
        _batch = factory.CreateHistogram("inference_batch_size", "Rows of one run of the model.", new HistogramConfiguration { LabelNames = model, Buckets = [1, 2, 4, 8, 16, 32, 64, 128] });
        _inFlight = factory.CreateGauge("inference_requests_in_flight", "Requests being answered now, waiting ones included.", model);
        _requests = factory.CreateCounter("inference_requests_total", "Requests by outcome: ok, invalid, rejected, cancelled, error.", ["model", "outcome"]);
        _ready = factory.CreateGauge("inference_model_ready", "1 when the model is loaded, warmed up and the server is not draining.", model);
        _provider = factory.CreateGauge("inference_execution_provider", "1 for the execution provider the model really runs on.", ["model", "provider"]);
        _memory = factory.CreateGauge("inference_model_memory_bytes", "Bytes that the process grew by with the model's loaded versions, at least their files' size.", model);
        DotNetStats.Register(Registry);
    }

    /// <summary>What <c>/metrics</c> shows.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>The children of one model, so that a request looks none up.</summary>
    public ModelMetrics For(string model) => _models.GetOrAdd(model, Create);

    private ModelMetrics Create(string model) => new(
        _request.WithLabels(model),
        _queue.WithLabels(model),
        _compute.WithLabels(model),
        _batch.WithLabels(model),
        _inFlight.WithLabels(model),
        [.. Enum.GetValues<RequestOutcome>().Select(outcome => _requests.WithLabels(model, outcome.ToString().ToLowerInvariant()))]);

    /// <summary>States whether a model answers requests.</summary>
    public void SetReady(string model, bool ready) => _ready.WithLabels(model).Set(ready ? 1 : 0);

    /// <summary>States what a model's loaded versions hold, in bytes.</summary>
    public void SetMemory(string model, long bytes) => _memory.WithLabels(model).Set(bytes);

    /// <summary>States the provider a loaded model has.</summary>
    public void SetProvider(ServedModel model) => _provider.WithLabels(model.Source.Name, model.Provider).Set(1);
}
