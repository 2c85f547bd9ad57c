namespace InferenceOperator.Api;

/// <summary>The values of <see cref="ScalingSpec.Mode"/>.</summary>
public static class ScalingModes
{
    /// <summary>The operator keeps the latency objective.</summary>
    public const string Slo = "Slo";

    /// <summary><see cref="ModelDeploymentSpec.Replicas"/> is what runs.</summary>
    public const string Manual = "Manual";

    /// <summary>Something else owns <see cref="ModelDeploymentSpec.Replicas"/> through the scale subresource.</summary>
    public const string External = "External";
}
