using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Counting;

/// <summary>Counts the reconciles of one kind's objects by one operator, across its restarts.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal sealed class PassCounter<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, (int Started, int Ended)> _passes = [];

    /// <summary>Puts itself before the controller.</summary>
    /// <param name="services">The operator's services, with the controller.</param>
    public void Register(IServiceCollection services)
    {
        var controller = services.Last(service => service.ServiceType == typeof(IEntityController<T>)).ImplementationFactory!;
        services.AddSingleton<IEntityController<T>>(provider => new Counted((IEntityController<T>)controller(provider), this));
    }

    /// <summary>Asks for reconciles, one after another, and waits for the end of each.</summary>
    /// <param name="services">The running operator's services.</param>
    /// <param name="key">The object.</param>
    /// <param name="times">How often.</param>
    public async Task RunAsync(IServiceProvider services, ObjectKey key, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var before = Count(key).Started;
            services.GetRequiredService<IRequestQueue<T>>().Enqueue(key, RequestPriority.Urgent);
            // An object is reconciled once at a time: the next to start is the one asked for.
            await Eventually.GetAsync(() => Task.FromResult(Count(key).Ended), ended => ended > before);
        }
    }

    private (int Started, int Ended) Count(ObjectKey key)
    {
        lock (_lock) return _passes.GetValueOrDefault(key);
    }

    private void Add(ObjectKey key, int started, int ended)
    {
        lock (_lock) _passes[key] = (_passes.GetValueOrDefault(key).Started + started, _passes.GetValueOrDefault(key).Ended + ended);
    }

    private sealed class Counted(IEntityController<T> controller, PassCounter<T> counter) : IEntityController<T>
    {
        public async Task<ReconcileResult> ReconcileAsync(T entity, CancellationToken cancellationToken)
        {
            counter.Add(ObjectKey.Of(entity), 1, 0);
            try
            {
                return await controller.ReconcileAsync(entity, cancellationToken);
            }
            finally
            {
                counter.Add(ObjectKey.Of(entity), 0, 1);
            }
        }
    }
}
