using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>The work queue of one kind's controller.</summary>
internal sealed class RequestQueue<TEntity>(WorkQueue queue) : IRequestQueue<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    public WorkQueue Queue { get; } = queue;

    public void Enqueue(ObjectKey key, RequestPriority priority = RequestPriority.Ordinary) => Queue.Add(key, priority);
}
