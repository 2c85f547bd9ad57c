using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>Where the server's metrics are.</summary>
[Rule("!(has(self.preset) && has(self.queries))", RuleMessages.MetricsPresetOrQueries)]
public sealed class RuntimeMetrics
{
    /// <summary>A known server: onnx, triton or vllm.</summary>
    [AllowedValues(MetricPresets.Onnx, MetricPresets.Triton, MetricPresets.Vllm)]
    public string? Preset { get; set; }

    /// <summary>PromQL templates in place of a preset.</summary>
    public MetricQueries? Queries { get; set; }
}
