using System.Collections.Concurrent;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Support;

/// <summary>The real caches, filled by hand instead of by watches.</summary>
internal sealed class Caches : IResourceStores
{
    private readonly ConcurrentDictionary<Type, object> _stores = new();

    public bool HaveSynced => true;

    public IResourceStore<T> Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => Store<T>();

    /// <summary>Adds or changes an object; one without a UID gets one.</summary>
    public T Put<T>(T item)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        item.Metadata.Uid ??= $"uid-{typeof(T).Name}-{item.Metadata.NamespaceProperty}-{item.Metadata.Name}";
        item.Metadata.ResourceVersion = Guid.NewGuid().ToString("N");
        Store<T>().Put(item);
        return item;
    }

    public void Remove<T>(T item)
        where T : class, IKubernetesObject<V1ObjectMeta> => Store<T>().Remove(item);

    private ResourceStore<T> Store<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        (ResourceStore<T>)_stores.GetOrAdd(typeof(T), _ => new ResourceStore<T>(NullLogger<ResourceStore<T>>.Instance));
}
