using System.Text.Json.Nodes;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Caches, reads and writes of kinds that are known only at run time.</summary>
public interface IDynamicResources
{
    /// <summary>The cache of a kind.</summary>
    /// <param name="type">The kind.</param>
    /// <returns>The cache.</returns>
    /// <exception cref="InvalidOperationException">The kind is not registered.</exception>
    IResourceStore<DynamicObject> Store(ResourceType type);

    /// <summary>JSON merge patch. What is stored goes to the cache at once.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="key">The object.</param>
    /// <param name="patch">The patch; a <c>metadata.resourceVersion</c> in it is a precondition.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored, or null when it is gone.</returns>
    /// <exception cref="KubernetesApiException">The server refused; 409 when the object was changed meanwhile.</exception>
    Task<DynamicObject?> MergePatchAsync(ResourceType type, ObjectKey key, JsonObject patch, CancellationToken cancellationToken);

    /// <summary>Reads the metadata of an object, and nothing else of it, past any cache.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The metadata, or null when there is no such object or kind.</returns>
    /// <exception cref="KubernetesApiException">The server refused.</exception>
    Task<V1ObjectMeta?> ReadMetadataAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken);
}
