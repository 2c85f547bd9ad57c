using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>The cached objects of a kind, kept up to date by list and watch. Objects are shared: never change one.</summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IResourceStore<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>True once the first list is in.</summary>
    bool HasSynced { get; }

    /// <summary>Finds an object.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The object, or null when the cache has none.</returns>
    T? Get(ObjectKey key);

    /// <summary>All objects, in no particular order; a snapshot that later changes do not touch.</summary>
    /// <returns>The objects.</returns>
    IReadOnlyCollection<T> List();

    /// <summary>The objects of a namespace.</summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <returns>The objects.</returns>
    IReadOnlyCollection<T> ListNamespace(string namespaceName);

    /// <summary>The objects that the controller with this UID owns (ownerReference with controller=true).</summary>
    /// <param name="ownerUid">UID of the owner.</param>
    /// <returns>The objects.</returns>
    IReadOnlyCollection<T> OwnedBy(string ownerUid);

    /// <summary>Calls back on every change of the cache, in order, on the watch's own thread: be quick.</summary>
    /// <param name="onChange">Old object (null: added) and new object (null: deleted).</param>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable Subscribe(Action<T?, T?> onChange);
}
