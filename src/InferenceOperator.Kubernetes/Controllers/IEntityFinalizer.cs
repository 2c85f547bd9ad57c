using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Work to be done before an object of a kind may go. Register one only when owner references cannot clean up.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityFinalizer<in TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The finalizer's name, <c>domain/name</c>.</summary>
    string Name { get; }

    /// <summary>Cleans up; called again until it says that it is finished.</summary>
    /// <param name="entity">The object, with its deletion timestamp set.</param>
    /// <param name="cancellationToken">Fires on shutdown.</param>
    /// <returns>Null when finished: the finalizer is then removed. Else when to look again.</returns>
    Task<ReconcileResult?> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
