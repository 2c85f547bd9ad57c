using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Validation;

/// <summary>Checks a container's resources.</summary>
internal static class PodResources
{
    private const string GpuVendor = "nvidia.com/";

    /// <summary>Adds what is wrong.</summary>
    public static void Check(V1ResourceRequirements? resources, string path, Violations violations)
    {
        if (resources is null)
            return;
        var names = (resources.Limits?.Keys ?? []).Concat(resources.Requests?.Keys ?? []);
        violations.Require(!names.Any(name => name.StartsWith(GpuVendor, StringComparison.Ordinal)), path, RuleMessages.GpusInResources);
        foreach (var (name, request) in resources.Requests ?? new Dictionary<string, ResourceQuantity>())
        {
            if (resources.Limits?.TryGetValue(name, out var limit) == true && request.ToDecimal() > limit.ToDecimal())
                violations.Require(false, $"{path}.requests.{name}", $"lower the request to the limit {limit} or raise limits.{name}", request.ToString());
        }
    }
}
