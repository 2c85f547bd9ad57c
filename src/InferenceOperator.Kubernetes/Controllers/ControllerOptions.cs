using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>What wakes a controller, besides changes of its own kind.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed class ControllerOptions<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly OperatorBuilder _builder;

    internal ControllerOptions(OperatorBuilder builder) => _builder = builder;

    internal List<Func<IResourceStores, Action<ObjectKey>, IDisposable>> Sources { get; } = [];

    /// <summary>True: objects whose deletion has begun are reconciled too. Default: only their finalizers are called.</summary>
    public bool ReconcileDeleting { get; set; }

    /// <summary>Wakes the owner (ownerReference with controller=true) when a child changes, and keeps a store of the child's kind.</summary>
    /// <typeparam name="TChild">The child's kind.</typeparam>
    /// <param name="configure">What the store holds.</param>
    /// <returns>This.</returns>
    public ControllerOptions<TEntity> Owns<TChild>(Action<StoreOptions>? configure = null)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = ResourceType.Of<TEntity>();
        return Watches<TChild>((child, _) => OwnerReferences.Controller(child, type) is { } owner ? [owner] : [], configure);
    }

    /// <summary>Wakes objects when an object of another kind changes, and keeps a store of that kind.</summary>
    /// <typeparam name="TOther">The other kind.</typeparam>
    /// <param name="map">Which objects a change concerns; called with the old and the new object, on the watch's thread: be quick.</param>
    /// <param name="configure">What the store holds.</param>
    /// <returns>This.</returns>
    public ControllerOptions<TEntity> Watches<TOther>(Func<TOther, IResourceStores, IEnumerable<ObjectKey>> map, Action<StoreOptions>? configure = null)
        where TOther : class, IKubernetesObject<V1ObjectMeta>
    {
        _builder.AddStore<TOther>(configure);
        Sources.Add((stores, enqueue) => stores.Of<TOther>().Subscribe((old, now) =>
        {
            if (old is not null) foreach (var key in map(old, stores)) enqueue(key);
            if (now is not null) foreach (var key in map(now, stores)) enqueue(key);
        }));
        return this;
    }
}
