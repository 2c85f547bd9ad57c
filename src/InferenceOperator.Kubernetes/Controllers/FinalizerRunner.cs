using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Puts registered finalizers on objects and takes each off when its work is done.</summary>
internal sealed class FinalizerRunner<TEntity>(IEnumerable<IEntityFinalizer<TEntity>> finalizers, IResourceClient client)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<IEntityFinalizer<TEntity>> _finalizers = [.. finalizers];

    /// <summary>Adds what is missing, before anything is made that would have to be cleaned up.</summary>
    public async Task EnsureAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var present = entity.Metadata.Finalizers ?? [];
        var missing = _finalizers.Select(finalizer => finalizer.Name).Except(present).ToList();
        if (missing.Count > 0) await WriteAsync(entity, [.. present, .. missing], cancellationToken);
    }

    /// <summary>Calls the finalizers that the object still has.</summary>
    /// <returns>When to look again; null when all are done.</returns>
    public async Task<ReconcileResult?> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ReconcileResult? pending = null;
        foreach (var finalizer in _finalizers)
        {
            var present = entity.Metadata.Finalizers ?? [];
            if (!present.Contains(finalizer.Name)) continue;
            var result = await finalizer.FinalizeAsync(entity, cancellationToken);
            if (result is null) await WriteAsync(entity, [.. present.Where(name => name != finalizer.Name)], cancellationToken);
            else pending = result;
        }

        return pending;
    }

    /// <summary>The resourceVersion makes the write fail, and be retried, when somebody else changed the list meanwhile.</summary>
    private async Task WriteAsync(TEntity entity, string[] names, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
            },
        };
        var stored = await client.MergePatchAsync<TEntity>(ObjectKey.Of(entity), patch, null, cancellationToken);
        entity.Metadata.Finalizers = [.. names];
        entity.Metadata.ResourceVersion = stored?.Metadata.ResourceVersion ?? entity.Metadata.ResourceVersion;
    }
}
