namespace InferenceOperator.Api;

/// <summary>The values of <see cref="RuntimeMetrics.Preset"/>.</summary>
public static class MetricPresets
{
    /// <summary>InferenceServer's metrics.</summary>
    public const string Onnx = "onnx";

    /// <summary>NVIDIA Triton's metrics.</summary>
    public const string Triton = "triton";

    /// <summary>vLLM's metrics.</summary>
    public const string Vllm = "vllm";
}
