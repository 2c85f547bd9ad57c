using System.Text.Json.Nodes;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceOperator.IntegrationTests.Counting;

/// <summary>Counts what one operator writes to the API server, across its restarts.</summary>
internal sealed class WriteCounter
{
    private int _writes;

    /// <summary>Writes so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Puts itself before the client.</summary>
    /// <param name="services">The operator's services, with the client.</param>
    public void Register(IServiceCollection services) =>
        services.AddSingleton<IResourceClient>(provider => new Counted(provider.GetRequiredService<ResourceClient>(), this));

    private IResourceClient Count(IResourceClient client)
    {
        Interlocked.Increment(ref _writes);
        return client;
    }

    private sealed class Counted(IResourceClient client, WriteCounter counter) : IResourceClient
    {
        public Task<T> ApplyAsync<T>(T desired, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => counter.Count(client).ApplyAsync(desired, cancellationToken);

        public Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => counter.Count(client).ApplyStatusAsync(entity, cancellationToken);

        public Task<T?> CreateAsync<T>(T entity, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => counter.Count(client).CreateAsync(entity, cancellationToken);

        public Task<T?> ReadAsync<T>(ObjectKey key, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => client.ReadAsync<T>(key, cancellationToken);

        public Task<T?> MergePatchAsync<T>(ObjectKey key, JsonObject patch, string? subresource, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => counter.Count(client).MergePatchAsync<T>(key, patch, subresource, cancellationToken);

        public Task DeleteAsync<T>(ObjectKey key, string? uid, string? resourceVersion, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<V1ObjectMeta> => counter.Count(client).DeleteAsync<T>(key, uid, resourceVersion, cancellationToken);
    }
}
