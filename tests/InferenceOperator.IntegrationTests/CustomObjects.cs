using System.Text.Json.Nodes;
using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests;

/// <summary>Reads and writes of the product's kinds, past the operator's own client.</summary>
public static class CustomObjects
{
    /// <summary>Creates an object, in its namespace or in the cluster.</summary>
    public static async Task<T> CreateAsync<T>(this IKubernetes client, T entity)
        where T : IKubernetesObject<V1ObjectMeta> =>
        entity.Metadata.NamespaceProperty is { } space
            ? await Client<T>(client).CreateNamespacedAsync(entity, space)
            : await Client<T>(client).CreateAsync(entity);

    /// <summary>Reads an object.</summary>
    public static async Task<T> ReadAsync<T>(this IKubernetes client, string? @namespace, string name)
        where T : IKubernetesObject<V1ObjectMeta> =>
        @namespace is null ? await Client<T>(client).ReadAsync<T>(name) : await Client<T>(client).ReadNamespacedAsync<T>(@namespace, name);

    /// <summary>Lists the objects of a namespace.</summary>
    public static async Task<IList<T>> ListAsync<T>(this IKubernetes client, string @namespace)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var type = typeof(T).GetKubernetesTypeMetadata();
        var list = await client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(type.Group, type.ApiVersion, @namespace, type.PluralName);
        return [.. list["items"]!.AsArray().Select(item => KubernetesJson.Deserialize<T>(item!.ToJsonString()))];
    }

    /// <summary>Merge-patches an object.</summary>
    public static async Task<T> MergeAsync<T>(this IKubernetes client, string? @namespace, string name, JsonObject patch)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var body = new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch);
        return @namespace is null ? await Client<T>(client).PatchAsync<T>(body, name) : await Client<T>(client).PatchNamespacedAsync<T>(body, @namespace, name);
    }

    /// <summary>Merge-patches the spec of an object.</summary>
    public static Task<T> MergeSpecAsync<T>(this IKubernetes client, string? @namespace, string name, JsonObject spec)
        where T : IKubernetesObject<V1ObjectMeta> => client.MergeAsync<T>(@namespace, name, new JsonObject { ["spec"] = spec });

    /// <summary>Deletes an object.</summary>
    public static async Task DeleteAsync<T>(this IKubernetes client, string? @namespace, string name)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        if (@namespace is null) await Client<T>(client).DeleteAsync<V1Status>(name);
        else await Client<T>(client).DeleteNamespacedAsync<V1Status>(@namespace, name);
    }

    /// <summary>Waits until an object is as wanted.</summary>
    public static Task<T> UntilAsync<T>(this IKubernetes client, string? @namespace, string name, Func<T, bool> wanted)
        where T : IKubernetesObject<V1ObjectMeta> => Eventually.GetAsync(() => client.ReadAsync<T>(@namespace, name), wanted);

    private static GenericClient Client<T>(IKubernetes client)
    {
        var type = typeof(T).GetKubernetesTypeMetadata();
        return new GenericClient(client, type.Group, type.ApiVersion, type.PluralName, disposeClient: false);
    }
}
