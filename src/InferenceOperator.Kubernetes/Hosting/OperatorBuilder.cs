using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Registers what the operator consists of.</summary>
public sealed class OperatorBuilder
{
    internal OperatorBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps a cache of a kind. Calling it again adds settings; there is one cache a kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="configure">What the cache holds.</param>
    /// <returns>This.</returns>
    public OperatorBuilder AddStore<T>(Action<StoreOptions>? configure = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var options = Services.AddOptions<StoreOptions>(ResourceType.Of<T>().ToString());
        if (configure is not null) options.Configure(configure);
        if (Services.Any(service => service.ServiceType == typeof(ResourceStore<T>))) return this;
        Services.AddSingleton<ResourceStore<T>>();
        Services.AddSingleton<IResourceStore<T>>(provider => provider.GetRequiredService<ResourceStore<T>>());
        Services.AddSingleton<IInformer, Informer<T>>();
        return this;
    }

    /// <summary>Keeps a cache of a kind that is known only at run time.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="configure">What the cache holds.</param>
    /// <returns>This.</returns>
    public OperatorBuilder AddStore(ResourceType type, Action<StoreOptions>? configure = null)
    {
        var options = Services.AddOptions<StoreOptions>(type.ToString());
        if (configure is not null) options.Configure(configure);
        if (Services.Any(service => Equals(service.ServiceKey, type))) return this;
        Services.AddKeyedSingleton(type, (provider, _) => ActivatorUtilities.CreateInstance<ResourceStore<DynamicObject>>(provider, type));
        Services.AddSingleton<IInformer>(provider => ActivatorUtilities.CreateInstance<Informer<DynamicObject>>(
            provider, type, provider.GetRequiredKeyedService<ResourceStore<DynamicObject>>(type)));
        return this;
    }

    /// <summary>Runs a controller for a kind on the leader. The controller is a singleton; it is called for several objects at once, for one object once at a time.</summary>
    /// <typeparam name="TController">The controller.</typeparam>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="configure">What wakes it besides its own kind.</param>
    /// <returns>This.</returns>
    public OperatorBuilder AddController<TController, TEntity>(Action<ControllerOptions<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        AddStore<TEntity>();
        var controllerOptions = new ControllerOptions<TEntity>(this);
        configure?.Invoke(controllerOptions);
        Services.AddSingleton(controllerOptions);
        Services.TryAddSingleton<TController>();
        Services.AddSingleton<IEntityController<TEntity>>(provider => provider.GetRequiredService<TController>());
        Services.AddSingleton<FinalizerRunner<TEntity>>();
        Services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<KubernetesOperatorOptions>>().Value;
            var backoff = new Backoff(options.BackoffBase, options.BackoffCap, Random.Shared.NextDouble);
            return new RequestQueue<TEntity>(new WorkQueue(ResourceType.Of<TEntity>().Kind, backoff, provider.GetRequiredService<TimeProvider>()));
        });
        Services.AddSingleton<IRequestQueue<TEntity>>(provider => provider.GetRequiredService<RequestQueue<TEntity>>());
        Services.AddSingleton<IControllerRunner, ControllerRunner<TEntity>>();
        return this;
    }

    /// <summary>Runs a finalizer for a kind that has a controller.</summary>
    /// <typeparam name="TFinalizer">The finalizer.</typeparam>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <returns>This.</returns>
    public OperatorBuilder AddFinalizer<TFinalizer, TEntity>()
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        Services.AddSingleton<IEntityFinalizer<TEntity>, TFinalizer>();
        return this;
    }

    /// <summary>Runs a loop on the leader, after every cache has synced.</summary>
    /// <typeparam name="T">The loop; a singleton, also available by its own type.</typeparam>
    /// <returns>This.</returns>
    public OperatorBuilder AddLeaderService<T>()
        where T : class, ILeaderService
    {
        Services.TryAddSingleton<T>();
        Services.AddSingleton<ILeaderService>(provider => provider.GetRequiredService<T>());
        return this;
    }
}
