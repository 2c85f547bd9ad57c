using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.Kubernetes;

/// <summary>Finds caches by kind.</summary>
internal sealed class StoreRegistry(IServiceProvider services) : IResourceStores
{
    public bool HaveSynced => services.GetServices<IInformer>().All(informer => informer.HasSynced);

    public IResourceStore<T> Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Find<T>() ?? throw new InvalidOperationException($"{typeof(T).Name} has no store: register one with AddStore<{typeof(T).Name}>()");

    public ResourceStore<T>? Find<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => services.GetService<ResourceStore<T>>();
}
