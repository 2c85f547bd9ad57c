using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What a model owner asks for.</summary>
[Rule("self.scaling.mode != 'Slo' || self.scaling.minReplicas >= self.scaling.maxReplicas || has(self.scaling.latency)", RuleMessages.LatencyRequired, FieldPath = ".scaling")]
public sealed class ModelDeploymentSpec
{
    /// <summary>The model: where its file is and how to check it.</summary>
    [Required]
    public ModelSource Model { get; set; } = new();

    /// <summary>Name of the InferenceRuntime that serves the model. Default: the one that lists the model's format, with the highest priority.</summary>
    [StringLength(63, MinimumLength = 1)]
    public string? Runtime { get; set; }

    /// <summary>CPU and memory of one replica. GPUs are asked for in `gpu`, not here.</summary>
    [Rule("(!has(self.limits) || !self.limits.exists(k, k.startsWith('nvidia.com/'))) && (!has(self.requests) || !self.requests.exists(k, k.startsWith('nvidia.com/')))", RuleMessages.GpusInResources)]
    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>The GPUs of one replica.</summary>
    public GpuRequirements Gpu { get; set; } = new();

    /// <summary>Who goes first when GPUs are short: Critical, Standard or Batch. All of them go before training.</summary>
    [AllowedValues(ModelPriorities.Critical, ModelPriorities.Standard, ModelPriorities.Batch)]
    public string Priority { get; set; } = ModelPriorities.Standard;

    /// <summary>Replicas wanted in the modes Manual and External (the scale subresource writes here). Not used in mode Slo.</summary>
    [Range(0, 10000)]
    public int Replicas { get; set; } = 1;

    /// <summary>How replicas follow the load.</summary>
    public ScalingSpec Scaling { get; set; } = new();

    /// <summary>How a change of the model or its pods is rolled out.</summary>
    public RolloutSpec Rollout { get; set; } = new();

    /// <summary>True: no replicas run; everything else stays.</summary>
    public bool Suspend { get; set; }

    /// <summary>Additions to the pods: labels, node selection, tolerations, environment.</summary>
    public PodAdditions? Template { get; set; }
}
