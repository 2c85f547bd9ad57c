using System.Collections.Concurrent;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Kubernetes;

/// <summary>Remembers what it was called for and does what a test tells it.</summary>
public sealed class RecordingController : IEntityController<V1ConfigMap>
{
    public ConcurrentDictionary<string, V1ConfigMap> Seen { get; } = new();

    public ConcurrentDictionary<string, int> Calls { get; } = new();

    public Func<V1ConfigMap, CancellationToken, Task<ReconcileResult>> Act { get; set; } = (_, _) => Task.FromResult(ReconcileResult.Done);

    public async Task<ReconcileResult> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(entity).ToString();
        Calls.AddOrUpdate(key, 1, (_, count) => count + 1);
        Seen[key] = entity;
        return await Act(entity, cancellationToken);
    }
}
