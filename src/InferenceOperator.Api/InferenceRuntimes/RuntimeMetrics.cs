namespace InferenceOperator.Api;

/// <summary>Where the server's metrics are.</summary>
public sealed class RuntimeMetrics
{
    /// <summary>A known server: onnx, triton or vllm.</summary>
    public string? Preset { get; set; }

    /// <summary>PromQL templates in place of a preset.</summary>
    public MetricQueries? Queries { get; set; }
}
