using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Untyped REST on the transport.</summary>
internal sealed class DynamicResources(ApiTransport transport, IServiceProvider services, IOptions<KubernetesOperatorOptions> options) : IDynamicResources
{
    private readonly string _writeQuery = $"?fieldManager={Uri.EscapeDataString(options.Value.FieldManager)}";

    public IResourceStore<DynamicObject> Store(ResourceType type) => Find(type) ?? throw new InvalidOperationException($"{type} has no store: register one with AddStore(type)");

    public async Task<DynamicObject?> MergePatchAsync(ResourceType type, ObjectKey key, JsonObject patch, CancellationToken cancellationToken)
    {
        try
        {
            var path = type.Path(key.Namespace, key.Name) + _writeQuery;
            var stored = ObjectReader.Read<DynamicObject>(await transport.SendAsync(HttpMethod.Patch, path, patch.ToJsonString(), ApiTransport.MergePatch, cancellationToken));
            Find(type)?.Written(stored);
            return stored;
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<V1ObjectMeta?> ReadMetadataAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            var path = type.Path(key.Namespace, key.Name);
            return ObjectReader.Read<DynamicObject>(await transport.SendAsync(HttpMethod.Get, path, null, ApiTransport.Json, cancellationToken, ApiTransport.MetadataOnly)).Metadata;
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private ResourceStore<DynamicObject>? Find(ResourceType type) => services.GetKeyedService<ResourceStore<DynamicObject>>(type);
}
