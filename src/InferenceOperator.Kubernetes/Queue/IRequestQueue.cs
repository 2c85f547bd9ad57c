using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Lets other parts (a capacity plan, a timer) ask for a reconcile of an object.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IRequestQueue<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Asks for a reconcile soon; requests for the same object are merged.</summary>
    /// <param name="key">The object.</param>
    /// <param name="priority">Urgent requests overtake ordinary ones.</param>
    void Enqueue(ObjectKey key, RequestPriority priority = RequestPriority.Ordinary);
}
