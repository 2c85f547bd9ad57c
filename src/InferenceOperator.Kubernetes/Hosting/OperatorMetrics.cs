using Prometheus;

namespace InferenceOperator.Kubernetes;

/// <summary>The runtime's own metrics, in the default registry.</summary>
internal static class OperatorMetrics
{
    public static readonly Counter ClientRequests =
        Metrics.CreateCounter("inference_operator_kube_requests_total", "Answers of the API server.", "method", "code");

    public static readonly Counter ClientRetries =
        Metrics.CreateCounter("inference_operator_kube_retries_total", "Requests to the API server that were sent again.");

    public static readonly Gauge QueueDepth =
        Metrics.CreateGauge("inference_operator_queue_depth", "Objects that wait for a reconcile.", "controller");

    public static readonly Histogram QueueWait = Metrics.CreateHistogram(
        "inference_operator_queue_wait_seconds",
        "Time from a request to its reconcile.",
        ["controller"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 4, 9) });

    public static readonly Histogram ReconcileDuration = Metrics.CreateHistogram(
        "inference_operator_reconcile_duration_seconds",
        "Time that reconciles took.",
        ["controller"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 4, 9) });

    public static readonly Counter ReconcileErrors =
        Metrics.CreateCounter("inference_operator_reconcile_errors_total", "Reconciles that failed; each is retried.", "controller");

    public static readonly Gauge StoreObjects =
        Metrics.CreateGauge("inference_operator_store_objects", "Objects in the cache.", "kind");

    public static readonly Counter WatchEvents =
        Metrics.CreateCounter("inference_operator_watch_events_total", "Events received on watches.", "kind", "type");

    public static readonly Counter WatchRestarts =
        Metrics.CreateCounter("inference_operator_watch_restarts_total", "Watches opened anew, by cause.", "kind", "cause");

    public static readonly Counter Lists =
        Metrics.CreateCounter("inference_operator_lists_total", "Full lists of a kind.", "kind");

    public static readonly Counter SkippedObjects =
        Metrics.CreateCounter("inference_operator_skipped_objects_total", "Objects that could not be read and were skipped.", "kind");

    public static readonly Gauge Leading =
        Metrics.CreateGauge("inference_operator_leader", "1 on the replica that acts.");

    public static readonly Counter DroppedEvents =
        Metrics.CreateCounter("inference_operator_events_dropped_total", "Kubernetes Events that could not be written.");
}
