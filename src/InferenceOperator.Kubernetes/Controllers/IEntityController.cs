using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Brings the world in line with one object of a kind. Called level-based: at any time, twice, or after a crash at any line.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityController<in TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Reads the whole current state from the stores, computes what is desired and applies the difference.</summary>
    /// <param name="entity">A private copy of the object as the cache holds it; it may be changed freely.</param>
    /// <param name="cancellationToken">Fires on shutdown and on loss of leadership.</param>
    /// <returns>Whether and when to look again without a change.</returns>
    /// <remarks>An exception is logged and the object is retried with capped exponential backoff.</remarks>
    Task<ReconcileResult> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);
}
