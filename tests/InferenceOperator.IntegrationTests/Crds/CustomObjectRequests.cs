using System.Text.Json;
using InferenceOperator.Api;
using k8s;
using k8s.Autorest;

namespace InferenceOperator.IntegrationTests.Crds;

/// <summary>Objects as maps, straight to the API: what a client sends that knows nothing of our types.</summary>
internal static class CustomObjectRequests
{
    /// <summary>Creates an object; unknown fields are refused where the API server can.</summary>
    public static async Task<JsonElement> CreateAsync(this IKubernetes client, Dictionary<string, object> map, string @namespace = "default")
    {
        var plural = ((string)map["kind"]).ToLowerInvariant() + "s";
        return (string)map["kind"] is ModelDeployment.KindName or TrainingJob.KindName
            ? (JsonElement)await client.CustomObjects.CreateNamespacedCustomObjectAsync(map, ApiGroup.Name, ApiGroup.Version, @namespace, plural, fieldValidation: "Strict")
            : (JsonElement)await client.CustomObjects.CreateClusterCustomObjectAsync(map, ApiGroup.Name, ApiGroup.Version, plural, fieldValidation: "Strict");
    }

    /// <summary>Creates an object that is to be refused.</summary>
    /// <returns>Field and message of each cause that the API server names; empty when the object was accepted.</returns>
    public static async Task<IReadOnlyList<(string Field, string Message)>> RefusalsAsync(this IKubernetes client, Dictionary<string, object> map, string @namespace = "default")
    {
        try
        {
            await client.CreateAsync(map, @namespace);
            return [];
        }
        catch (HttpOperationException refusal)
        {
            var status = JsonDocument.Parse(refusal.Response.Content).RootElement;
            return status.TryGetProperty("details", out var details) && details.TryGetProperty("causes", out var causes)
                ? [.. causes.EnumerateArray().Select(cause => (cause.GetProperty("field").GetString()!, cause.GetProperty("message").GetString()!))]
                : [("", status.GetProperty("message").GetString()!)];
        }
    }
}
