namespace InferenceOperator.Metrics.Scraping.Presets;

/// <summary>The series of the known servers: those that the PromQL presets ask for, and what they lead to.</summary>
internal static class ScrapePresets
{
    /// <summary>The product's own server.</summary>
    public static readonly ScrapePreset Onnx = new("onnx",
    [
        new("inference_model_ready", SeriesRole.Presence),
        new("inference_requests_total", SeriesRole.Requests),
        new("inference_requests_total", SeriesRole.Rejected) { Label = ("outcome", "rejected") },
        new("inference_requests_in_flight", SeriesRole.InFlight),
        new("inference_request_duration_seconds_bucket", SeriesRole.LatencyBucket),
        new("inference_request_duration_seconds_sum", SeriesRole.LatencySum),
        new("inference_request_duration_seconds_count", SeriesRole.LatencyCount),
        new("inference_queue_duration_seconds_sum", SeriesRole.QueueSum),
        new("inference_queue_duration_seconds_count", SeriesRole.QueueCount),
    ]);

    private const double Microseconds = 1e-6;

    /// <summary>
    /// NVIDIA Triton. Its durations are counters over the successful requests, in microseconds; its percentiles are its own, over about the last
    /// minute.
    /// </summary>
    public static readonly ScrapePreset Triton = new("triton",
    [
        new("nv_inference_request_success", SeriesRole.Presence),
        new("nv_inference_request_success", SeriesRole.Requests),
        new("nv_inference_request_failure", SeriesRole.Requests),
        new("nv_inference_request_failure", SeriesRole.Rejected) { Label = ("reason", "REJECTED") },
        new("nv_inference_pending_request_count", SeriesRole.InFlight),
        new("nv_inference_request_summary_us", SeriesRole.LatencyQuantile) { Unit = Microseconds },
        new("nv_inference_request_duration_us", SeriesRole.LatencySum) { Unit = Microseconds },
        new("nv_inference_request_success", SeriesRole.LatencyCount),
        new("nv_inference_queue_duration_us", SeriesRole.QueueSum) { Unit = Microseconds },
        new("nv_inference_request_success", SeriesRole.QueueCount),
    ]);

    /// <summary>vLLM. Latency is that of whole answers. Its queue has no bound: it rejects nothing.</summary>
    public static readonly ScrapePreset Vllm = new("vllm",
    [
        new("vllm:num_requests_running", SeriesRole.Presence),
        new("vllm:request_success_total", SeriesRole.Requests),
        new("vllm:num_requests_running", SeriesRole.InFlight),
        new("vllm:num_requests_waiting", SeriesRole.InFlight),
        new("vllm:e2e_request_latency_seconds_bucket", SeriesRole.LatencyBucket),
        new("vllm:e2e_request_latency_seconds_sum", SeriesRole.LatencySum),
        new("vllm:e2e_request_latency_seconds_count", SeriesRole.LatencyCount),
        new("vllm:request_queue_time_seconds_sum", SeriesRole.QueueSum),
        new("vllm:request_queue_time_seconds_count", SeriesRole.QueueCount),
    ]);

    private static readonly Dictionary<string, ScrapePreset> ByName =
        new[] { Onnx, Triton, Vllm }.ToDictionary(preset => preset.Name, StringComparer.Ordinal);

    /// <summary>Finds a preset.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The preset; null when there is none of that name.</returns>
    public static ScrapePreset? Find(string name) => ByName.GetValueOrDefault(name);
}
