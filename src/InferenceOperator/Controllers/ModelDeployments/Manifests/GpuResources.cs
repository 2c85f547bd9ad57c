using System.Globalization;
using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>GPUs as pods ask for them: resources and node affinity.</summary>
internal static class GpuResources
{
    /// <summary>Node label with the GPU's product name.</summary>
    public const string ProductLabel = "nvidia.com/gpu.product";

    /// <summary>Node label with the GPU's memory in MiB.</summary>
    public const string MemoryLabel = "nvidia.com/gpu.memory";

    /// <summary>The extended resource of whole GPUs; also the key of the taint on GPU nodes.</summary>
    public const string WholeGpu = "nvidia.com/gpu";

    private const decimal BytesPerMebibyte = 1024 * 1024;

    /// <summary>The extended resource that the requirements ask for.</summary>
    /// <param name="gpu">The requirements.</param>
    /// <returns>nvidia.com/gpu or nvidia.com/mig-PROFILE.</returns>
    public static string ResourceName(GpuRequirements gpu) => string.IsNullOrEmpty(gpu.Mig) ? WholeGpu : $"nvidia.com/mig-{gpu.Mig}";

    /// <summary>The container's resources: what the user asked for, and the GPUs. Extended resources need equal requests and limits.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The resources, or null when nothing is asked for.</returns>
    public static V1ResourceRequirements? Requirements(WorkloadInputs inputs)
    {
        var asked = inputs.Spec.Resources;
        if (inputs.GpuCount == 0)
            return asked;
        var count = new ResourceQuantity(inputs.GpuCount.ToString(CultureInfo.InvariantCulture));
        var resource = ResourceName(inputs.Spec.Gpu);
        return new V1ResourceRequirements
        {
            Requests = With(asked?.Requests, resource, count),
            Limits = With(asked?.Limits, resource, count),
        };
    }

    /// <summary>Nodes that have the GPUs asked for.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The affinity, or null when any node will do.</returns>
    public static V1Affinity? Affinity(WorkloadInputs inputs)
    {
        if (inputs.GpuCount == 0)
            return null;
        var expressions = Expressions(inputs.Spec.Gpu).ToList();
        return expressions.Count == 0 ? null : new V1Affinity
        {
            NodeAffinity = new V1NodeAffinity
            {
                RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
                {
                    NodeSelectorTerms = [new V1NodeSelectorTerm { MatchExpressions = expressions }],
                },
            },
        };
    }

    private static IEnumerable<V1NodeSelectorRequirement> Expressions(GpuRequirements gpu)
    {
        if (gpu.Products is { Count: > 0 } products)
            yield return new V1NodeSelectorRequirement { Key = ProductLabel, OperatorProperty = "In", Values = [.. products] };

        // Gt is strict and speaks whole numbers: at least m is more than m - 1.
        if (gpu.MinMemory is { } memory)
        {
            var mebibytes = decimal.Ceiling(memory.ToDecimal() / BytesPerMebibyte);
            yield return new V1NodeSelectorRequirement { Key = MemoryLabel, OperatorProperty = "Gt", Values = [(mebibytes - 1).ToString("0", CultureInfo.InvariantCulture)] };
        }
    }

    private static Dictionary<string, ResourceQuantity> With(IDictionary<string, ResourceQuantity>? asked, string resource, ResourceQuantity count) =>
        new(asked ?? new Dictionary<string, ResourceQuantity>()) { [resource] = count };
}
