using InferenceOperator.Api;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Translation;

namespace InferenceOperator.Scaling;

/// <summary>Translates a model's scaling spec.</summary>
internal static class PolicyReader
{
    /// <summary>Translates.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">A duration is none; the message says what to write.</exception>
    public static ScalingPolicy Read(ModelDeploymentSpec spec) => new()
    {
        Mode = spec.Scaling.Mode switch
        {
            ScalingModes.Manual => ScalingMode.Manual,
            ScalingModes.External => ScalingMode.External,
            _ => ScalingMode.Slo,
        },
        Replicas = spec.Replicas,
        MinReplicas = spec.Scaling.MinReplicas,
        MaxReplicas = spec.Scaling.MaxReplicas,
        Percentile = spec.Scaling.Latency?.Percentile ?? 95,
        Target = spec.Scaling.Latency is { } latency ? GoDuration.Parse(latency.Target) : null,
        ScaleDownDelay = spec.Scaling.ScaleDownDelay is { } delay ? GoDuration.Parse(delay) : null,
        Suspended = spec.Suspend,
    };
}
