using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>Reads and writes of kinds that have no class.</summary>
internal static class ForeignObjects
{
    public static async Task InstallAsync(this IKubernetes client, ForeignKind kind)
    {
        try
        {
            await client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(kind.Definition());
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            Console.WriteLine("already installed");
        }

        await Eventually.GetAsync(() => client.ListAsync(kind, "default"), list => list.Count >= 0);
    }

    public static async Task<JsonNode> CreateAsync(this IKubernetes client, ForeignKind kind, string @namespace, JsonObject body)
    {
        (body["apiVersion"], body["kind"]) = (kind.ApiVersion, kind.Kind);
        return Node(await client.CustomObjects.CreateNamespacedCustomObjectAsync(JsonSerializer.Deserialize<JsonElement>(body), kind.Group, kind.Version, @namespace, kind.Plural));
    }

    public static async Task<JsonNode> ReadAsync(this IKubernetes client, ForeignKind kind, string @namespace, string name) =>
        Node(await client.CustomObjects.GetNamespacedCustomObjectAsync(kind.Group, kind.Version, @namespace, kind.Plural, name));

    public static async Task<JsonArray> ListAsync(this IKubernetes client, ForeignKind kind, string @namespace) =>
        Node(await client.CustomObjects.ListNamespacedCustomObjectAsync(kind.Group, kind.Version, @namespace, kind.Plural))["items"]!.AsArray();

    public static Task PatchAsync(this IKubernetes client, ForeignKind kind, string @namespace, string name, JsonObject patch) =>
        client.CustomObjects.PatchNamespacedCustomObjectAsync(new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), kind.Group, kind.Version, @namespace, kind.Plural, name);

    public static Task SuspendAsync(this IKubernetes client, ForeignKind kind, string @namespace, string name, bool suspend) =>
        client.PatchAsync(kind, @namespace, name, new JsonObject { ["spec"] = kind.Spec(suspend) });

    public static async Task DeleteAsync(this IKubernetes client, ForeignKind kind, string @namespace, string name) =>
        await client.CustomObjects.DeleteNamespacedCustomObjectAsync(kind.Group, kind.Version, @namespace, kind.Plural, name, propagationPolicy: "Background");

    public static string? Annotation(this JsonNode found, string name) => found["metadata"]?["annotations"]?[name]?.GetValue<string>();

    private static JsonNode Node(object answer) => JsonNode.Parse(((JsonElement)answer).GetRawText())!;
}
