namespace InferenceOperator.Metrics.Presets;

/// <summary>The servers whose metrics are known.</summary>
internal static class MetricsPresets
{
    /// <summary>The product's own server.</summary>
    public static readonly MetricsPreset Onnx = new(
        "onnx",
        Latency: HistogramQueries.Percentile("inference_request_duration_seconds"),
        Rate: "sum by ($model) (rate(inference_requests_total{$matchers}[$window]))",
        InFlight: "sum by ($model) (inference_requests_in_flight{$matchers})",
        Rejected: "sum by ($model) (rate(inference_requests_total{outcome=\"rejected\",$matchers}[$window]))",
        Presence: "inference_model_ready{$matchers}")
    {
        MeanLatency = HistogramQueries.Mean("inference_request_duration_seconds"),
        MeanQueue = HistogramQueries.Mean("inference_queue_duration_seconds"),
        NativeMeanLatency = HistogramQueries.NativeMean("inference_request_duration_seconds"),
        NativeMeanQueue = HistogramQueries.NativeMean("inference_queue_duration_seconds"),
    };

    /// <summary>
    /// NVIDIA Triton. It has no latency histogram: its summaries (<c>--metrics-config summary_latencies=true</c>) give percentiles of each
    /// pod over about the last minute, which cannot be added, so the slowest pod speaks for all.
    /// </summary>
    public static readonly MetricsPreset Triton = new(
        "triton",
        Latency: "max by ($model) (nv_inference_request_summary_us{quantile=\"$quantile\",$matchers}) / 1000000",
        Rate: "sum by ($model) (rate(nv_inference_request_success{$matchers}[$window]))"
            + " + (sum by ($model) (rate(nv_inference_request_failure{$matchers}[$window])) or 0 * sum by ($model) (rate(nv_inference_request_success{$matchers}[$window])))",
        InFlight: "sum by ($model) (nv_inference_pending_request_count{$matchers})",
        Rejected: "sum by ($model) (rate(nv_inference_request_failure{reason=\"REJECTED\",$matchers}[$window]))",
        Presence: "nv_inference_request_success{$matchers}")
    {
        MeanLatency = HistogramQueries.Ratio("nv_inference_request_duration_us", "nv_inference_request_success") + " / 1000000",
        MeanQueue = HistogramQueries.Ratio("nv_inference_queue_duration_us", "nv_inference_request_success") + " / 1000000",
        LeastWindow = TimeSpan.FromSeconds(60),
        LatencyHint = "Triton shows percentiles 50, 90, 95 and 99 with --metrics-config=summary_latencies=true, others when --metrics-config=summary_quantiles=… lists them",
    };

    /// <summary>vLLM. Latency is that of whole answers. Its queue has no bound: it rejects nothing.</summary>
    public static readonly MetricsPreset Vllm = new(
        "vllm",
        Latency: HistogramQueries.Percentile("vllm:e2e_request_latency_seconds"),
        Rate: "sum by ($model) (rate(vllm:request_success_total{$matchers}[$window]))",
        InFlight: "sum by ($model) (vllm:num_requests_running{$matchers}) + sum by ($model) (vllm:num_requests_waiting{$matchers})",
        Rejected: null,
        Presence: "vllm:num_requests_running{$matchers}")
    {
        MeanLatency = HistogramQueries.Mean("vllm:e2e_request_latency_seconds"),
        MeanQueue = HistogramQueries.Mean("vllm:request_queue_time_seconds"),
        NativeMeanLatency = HistogramQueries.NativeMean("vllm:e2e_request_latency_seconds"),
        NativeMeanQueue = HistogramQueries.NativeMean("vllm:request_queue_time_seconds"),
    };

    private static readonly Dictionary<string, MetricsPreset> ByName =
        new[] { Onnx, Triton, Vllm }.ToDictionary(preset => preset.Name, StringComparer.Ordinal);

    /// <summary>The names, for messages.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Finds a preset.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The preset; null when there is none of that name.</returns>
    public static MetricsPreset? Find(string name) => ByName.GetValueOrDefault(name);
}
