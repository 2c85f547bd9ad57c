using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Typed writes and uncached reads for any kind that has a <see cref="KubernetesEntityAttribute"/>. Transient errors (429, 5xx, connection) are retried inside.</summary>
public interface IResourceClient
{
    /// <summary>Server-side apply with the operator's field manager, forced. Send only fields that we own.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="desired">The object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored.</returns>
    Task<T> ApplyAsync<T>(T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply of the status subresource: type, name and status are sent, nothing else.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="entity">The object with its new status.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored.</returns>
    Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="entity">The object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored, or null when one of that name exists already (409).</returns>
    Task<T?> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Reads one object past the cache.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object, or null when there is none.</returns>
    Task<T?> ReadAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>JSON merge patch.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="subresource">Null, or status, scale …</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object as stored, or null when it is gone.</returns>
    Task<T?> MergePatchAsync<T>(ObjectKey key, JsonObject patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes an object; one that is gone, or whose UID differs, counts as deleted.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The object.</param>
    /// <param name="uid">Precondition; null: whatever its UID.</param>
    /// <param name="resourceVersion">Precondition beside the UID: a conflict (409) when the object is another one than was seen; null: as it is now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    Task DeleteAsync<T>(ObjectKey key, string? uid, string? resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;
}
