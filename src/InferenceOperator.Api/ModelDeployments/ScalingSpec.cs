using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>How replicas follow the load.</summary>
[Rule("self.minReplicas <= self.maxReplicas", RuleMessages.ReplicaBounds)]
public sealed class ScalingSpec
{
    /// <summary>Slo: the operator keeps the latency objective. Manual: `replicas` is what runs. External: an HPA, KEDA or a person owns `replicas` through the scale subresource.</summary>
    [AllowedValues(ScalingModes.Slo, ScalingModes.Manual, ScalingModes.External)]
    public string Mode { get; set; } = ScalingModes.Slo;

    /// <summary>Never fewer replicas than this (mode Slo). 0: none runs while nobody asks; the next request that the model's front counts brings one back.</summary>
    [Range(0, 10000)]
    public int MinReplicas { get; set; } = 1;

    /// <summary>Never more replicas than this (mode Slo).</summary>
    [Range(1, 10000)]
    public int MaxReplicas { get; set; } = 10;

    /// <summary>The latency objective; required in mode Slo when minReplicas is below maxReplicas, so always with minReplicas 0.</summary>
    public LatencyObjective? Latency { get; set; }

    /// <summary>Replicas go down only after fewer would have done for this long without a gap, the last one (minReplicas 0) after nothing has arrived for this long (mode Slo; Go-style duration; 0s: with the next decision). Default: twice the time that a replica was seen to take from its order to its being ready, at least `1m`, at most `5m`, and `5m` while that is not known.</summary>
    [Duration]
    public string? ScaleDownDelay { get; set; }

    /// <summary>PromQL instead of the runtime's metrics preset.</summary>
    public MetricQueries? Queries { get; set; }
}
