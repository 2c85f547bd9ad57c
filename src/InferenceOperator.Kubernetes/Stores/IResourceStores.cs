using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>The caches of all registered kinds.</summary>
public interface IResourceStores
{
    /// <summary>True once every cache has its first list.</summary>
    bool HaveSynced { get; }

    /// <summary>The cache of a kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <returns>The cache.</returns>
    /// <exception cref="InvalidOperationException">The kind is not registered.</exception>
    IResourceStore<T> Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>;
}
