namespace InferenceOperator.Metrics.Presets;

/// <summary>The servers whose metrics are known.</summary>
internal static class MetricsPresets
{
    /// <summary>The product's own server.</summary>
    public static readonly MetricsPreset Onnx = new(
        "onnx",
        Latency: "histogram_quantile($quantile, sum by ($model, le) (rate(inference_request_duration_seconds_bucket{$matchers}[$window])))",
        Rate: "sum by ($model) (rate(inference_requests_total{$matchers}[$window]))",
        InFlight: "sum by ($model) (inference_requests_in_flight{$matchers})",
        Rejected: "sum by ($model) (rate(inference_requests_total{outcome=\"rejected\",$matchers}[$window]))",
        Presence: "inference_model_ready{$matchers}");

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
        LeastWindow = TimeSpan.FromSeconds(60),
        LatencyHint = "Triton shows percentiles 50, 90, 95 and 99 with --metrics-config=summary_latencies=true, others when --metrics-config=summary_quantiles=… lists them",
    };

    /// <summary>vLLM. Latency is that of whole answers. Its queue has no bound: it rejects nothing.</summary>
    public static readonly MetricsPreset Vllm = new(
        "vllm",
        Latency: "histogram_quantile($quantile, sum by ($model, le) (rate(vllm:e2e_request_latency_seconds_bucket{$matchers}[$window])))",
        Rate: "sum by ($model) (rate(vllm:request_success_total{$matchers}[$window]))",
        InFlight: "sum by ($model) (vllm:num_requests_running{$matchers}) + sum by ($model) (vllm:num_requests_waiting{$matchers})",
        Rejected: null,
        Presence: "vllm:num_requests_running{$matchers}");

    private static readonly Dictionary<string, MetricsPreset> ByName =
        new[] { Onnx, Triton, Vllm }.ToDictionary(preset => preset.Name, StringComparer.Ordinal);

    /// <summary>The names, for messages.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Finds a preset.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The preset; null when there is none of that name.</returns>
    public static MetricsPreset? Find(string name) => ByName.GetValueOrDefault(name);
}
