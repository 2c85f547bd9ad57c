using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Typed REST on the transport. What a write returned goes to the cache at once, so that a reconcile reads its own writes.</summary>
internal sealed class ResourceClient(ApiTransport transport, StoreRegistry stores, IOptions<KubernetesOperatorOptions> options) : IResourceClient
{
    private readonly string _applyQuery = $"?fieldManager={Uri.EscapeDataString(options.Value.FieldManager)}&force=true";
    private readonly string _writeQuery = $"?fieldManager={Uri.EscapeDataString(options.Value.FieldManager)}";

    public async Task<T> ApplyAsync<T>(T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = ApplyBody.Of(desired);
        var path = ResourceType.Of<T>().Path(desired.Metadata.NamespaceProperty, desired.Metadata.Name) + _applyQuery;
        return Stored<T>(await transport.SendAsync(HttpMethod.Patch, path, body.ToJsonString(), ApiTransport.ApplyPatch, cancellationToken));
    }

    public async Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = ApplyBody.OfStatus(entity);
        var path = ResourceType.Of<T>().Path(entity.Metadata.NamespaceProperty, entity.Metadata.Name, "status") + _applyQuery;
        return Stored<T>(await transport.SendAsync(HttpMethod.Patch, path, body.ToJsonString(), ApiTransport.ApplyPatch, cancellationToken));
    }

    public async Task<T?> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = ResourceType.Of<T>();
        var body = ApplyBody.Of(entity);
        try
        {
            var path = type.Path(entity.Metadata.NamespaceProperty) + _writeQuery;
            return Stored<T>(await transport.SendAsync(HttpMethod.Post, path, body.ToJsonString(), ApiTransport.Json, cancellationToken));
        }
        catch (KubernetesApiException e) when (e is { StatusCode: HttpStatusCode.Conflict, Reason: "AlreadyExists" })
        {
            return null;
        }
    }

    public async Task<T?> ReadAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var path = ResourceType.Of<T>().Path(key.Namespace, key.Name);
            return ObjectReader.Read<T>(await transport.SendAsync(HttpMethod.Get, path, null, ApiTransport.Json, cancellationToken));
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<T?> MergePatchAsync<T>(ObjectKey key, JsonObject patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var path = ResourceType.Of<T>().Path(key.Namespace, key.Name, subresource) + _writeQuery;
            var answer = await transport.SendAsync(HttpMethod.Patch, path, patch.ToJsonString(), ApiTransport.MergePatch, cancellationToken);
            // The scale subresource answers with a Scale, which is no object of the kind.
            return subresource is null or "status" ? Stored<T>(answer) : await ReadAsync<T>(key, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task DeleteAsync<T>(ObjectKey key, string? uid, string? resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = "Background" };
        if (uid is not null) body["preconditions"] = resourceVersion is null ? new JsonObject { ["uid"] = uid } : new JsonObject { ["uid"] = uid, ["resourceVersion"] = resourceVersion };
        try
        {
            var path = ResourceType.Of<T>().Path(key.Namespace, key.Name);
            await transport.SendAsync(HttpMethod.Delete, path, body.ToJsonString(), ApiTransport.Json, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound || (resourceVersion is null && uid is not null && e.StatusCode == HttpStatusCode.Conflict))
        {
            // Gone, or another object of that name: the one that was meant is deleted.
        }
    }

    private T Stored<T>(byte[] answer)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var value = ObjectReader.Read<T>(answer);
        stores.Find<T>()?.Written(value);
        return value;
    }
}
