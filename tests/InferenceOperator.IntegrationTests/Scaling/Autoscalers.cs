using System.Text.Json.Nodes;
using InferenceOperator.Api;
using k8s;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>HorizontalPodAutoscalers that scale by the external metric <c>queue</c>: one replica for every ten.</summary>
internal static class Autoscalers
{
    public const string Metric = "queue";
    private const string Plural = "horizontalpodautoscalers";

    /// <summary>Makes one, as v2 or, on servers before 1.23, as v2beta2.</summary>
    public static async Task CreateAutoscalerAsync(this IKubernetes client, string @namespace, string name, string kind, string target)
    {
        var version = await VersionAsync(client);
        var body = JsonNode.Parse($$"""
            {
              "apiVersion": "autoscaling/{{version}}", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "{{name}}"},
              "spec": {
                "scaleTargetRef": {"apiVersion": "{{(kind == ModelDeployment.KindName ? $"{ApiGroup.Name}/{ApiGroup.Version}" : "apps/v1")}}", "kind": "{{kind}}", "name": "{{target}}"},
                "minReplicas": 1, "maxReplicas": 5,
                "metrics": [{"type": "External", "external": {"metric": {"name": "{{Metric}}"}, "target": {"type": "AverageValue", "averageValue": "10"} } }]
              }
            }
            """)!;
        await client.CustomObjects.CreateNamespacedCustomObjectAsync<object>(body, "autoscaling", version, @namespace, Plural);
    }

    public static Task DeleteAutoscalerAsync(this IKubernetes client, string @namespace, string name) =>
        client.AutoscalingV1.DeleteNamespacedHorizontalPodAutoscalerAsync(name, @namespace);

    private static async Task<string> VersionAsync(IKubernetes client)
    {
        var group = await client.Autoscaling.GetAPIGroupAsync();
        return group.Versions.Any(served => served.Version == "v2") ? "v2" : "v2beta2";
    }
}
