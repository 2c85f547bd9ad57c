namespace InferenceOperator.Core.Model;

/// <summary>The extended resources that NVIDIA's device plugin advertises.</summary>
public static class GpuResources
{
    /// <summary>Whole GPUs.</summary>
    public const string WholeGpu = "nvidia.com/gpu";

    /// <summary>What the names of MIG devices begin with; the profile follows.</summary>
    public const string MigPrefix = "nvidia.com/mig-";

    /// <summary>Whether a resource is a GPU or a part of one.</summary>
    /// <param name="resource">A resource name.</param>
    /// <returns>True for whole GPUs and MIG devices.</returns>
    public static bool IsGpu(string resource) =>
        resource == WholeGpu || resource.StartsWith(MigPrefix, StringComparison.Ordinal);
}
