using System.Text.Json.Nodes;
using InferenceOperator.Kubernetes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Integrations;

/// <summary>The real caches, filled by hand, and an API server that answers for metadata.</summary>
internal sealed class FakeResources : IDynamicResources
{
    private readonly Dictionary<ResourceType, ResourceStore<DynamicObject>> _stores = [];

    /// <summary>Metadata by kind and name: <c>JobSet-train</c>.</summary>
    public Dictionary<string, V1ObjectMeta> Between { get; } = [];

    public int Reads { get; private set; }

    IResourceStore<DynamicObject> IDynamicResources.Store(ResourceType type) => Store(type);

    public ResourceStore<DynamicObject> Store(ResourceType type) =>
        _stores.TryGetValue(type, out var store) ? store : _stores[type] = new ResourceStore<DynamicObject>(NullLogger<ResourceStore<DynamicObject>>.Instance, type);

    public Task<DynamicObject?> MergePatchAsync(ResourceType type, ObjectKey key, JsonObject patch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<V1ObjectMeta?> ReadMetadataAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Between.GetValueOrDefault($"{type.Kind}-{key.Name}"));
    }
}
