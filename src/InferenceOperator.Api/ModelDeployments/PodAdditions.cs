using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What a model owner may add to the pods.</summary>
public sealed class PodAdditions
{
    /// <summary>Labels added to the pods; the operator's own keys win.</summary>
    [MaxLength(64)]
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Annotations added to the pods.</summary>
    [MaxLength(64)]
    public Dictionary<string, string>? Annotations { get; set; }

    /// <summary>Node labels that the pods require.</summary>
    [MaxLength(32)]
    public Dictionary<string, string>? NodeSelector { get; set; }

    /// <summary>Tolerations added to the one for nvidia.com/gpu.</summary>
    [MaxLength(32)]
    public List<V1Toleration>? Tolerations { get; set; }

    /// <summary>Service account of the pods. Default: the namespace's default, without a mounted token.</summary>
    [StringLength(253, MinimumLength = 1)]
    public string? ServiceAccountName { get; set; }

    /// <summary>Secrets to pull the runtime's image with.</summary>
    [ListMap("name"), MaxLength(16)]
    public List<V1LocalObjectReference>? ImagePullSecrets { get; set; }

    /// <summary>Environment variables added to the runtime's container.</summary>
    [ListMap("name"), MaxLength(100)]
    public List<V1EnvVar>? Env { get; set; }

    /// <summary>Seconds a stopping pod has to drain its requests.</summary>
    [Range(0, 86400)]
    public long? TerminationGracePeriodSeconds { get; set; }
}
