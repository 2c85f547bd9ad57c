namespace InferenceOperator.Api;

/// <summary>The values of <see cref="GpuRequirements.Fallback"/>.</summary>
public static class GpuFallbacks
{
    /// <summary>Wait for a GPU.</summary>
    public const string None = "None";

    /// <summary>Run on CPU nodes when no node of the cluster could ever fit.</summary>
    public const string Cpu = "Cpu";
}
