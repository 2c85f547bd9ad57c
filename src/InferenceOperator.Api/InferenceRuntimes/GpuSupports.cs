namespace InferenceOperator.Api;

/// <summary>The values of <see cref="InferenceRuntimeSpec.GpuSupport"/>.</summary>
public static class GpuSupports
{
    /// <summary>The server runs on GPUs only.</summary>
    public const string Required = "Required";

    /// <summary>The server runs on GPUs and on CPUs.</summary>
    public const string Optional = "Optional";

    /// <summary>The server runs on CPUs only.</summary>
    public const string None = "None";
}
