using System.Net;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.ModelDeployments;

/// <summary>Disruption budgets by the version that the cluster serves: policy/v1, or policy/v1beta1 before 1.21.</summary>
internal static class Budgets
{
    /// <summary>Reads a budget.</summary>
    public static async Task<V1PodDisruptionBudget> ReadBudgetAsync(this IKubernetes client, string @namespace, string name)
    {
        if (await ServesV1Async(client)) return await client.ReadAsync<V1PodDisruptionBudget>(@namespace, name);
        var legacy = await client.ReadAsync<LegacyPodDisruptionBudget>(@namespace, name);
        return new V1PodDisruptionBudget { Metadata = legacy.Metadata, Spec = legacy.Spec };
    }

    /// <summary>Waits until a budget is as wanted.</summary>
    public static Task<V1PodDisruptionBudget> UntilBudgetAsync(this IKubernetes client, string @namespace, string name, Func<V1PodDisruptionBudget, bool> wanted) =>
        Eventually.GetAsync(() => client.ReadBudgetAsync(@namespace, name), wanted);

    /// <summary>Deletes a budget.</summary>
    public static async Task DeleteBudgetAsync(this IKubernetes client, string @namespace, string name)
    {
        if (await ServesV1Async(client)) await client.DeleteAsync<V1PodDisruptionBudget>(@namespace, name);
        else await client.DeleteAsync<LegacyPodDisruptionBudget>(@namespace, name);
    }

    private static async Task<bool> ServesV1Async(IKubernetes client)
    {
        try
        {
            return (await client.PolicyV1.GetAPIResourcesAsync()).Resources.Any(resource => resource.Name == "poddisruptionbudgets");
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
