using System.Collections.Concurrent;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Tests.Support;

/// <summary>Remembers who was asked to be reconciled.</summary>
internal sealed class RecordedQueue<T> : IRequestQueue<T>
    where T : IKubernetesObject<V1ObjectMeta>
{
    public ConcurrentQueue<(string Key, RequestPriority Priority)> Requests { get; } = new();

    public void Enqueue(ObjectKey key, RequestPriority priority = RequestPriority.Ordinary) => Requests.Enqueue((key.ToString(), priority));

    /// <summary>What was asked for since the last call.</summary>
    public IReadOnlyList<(string Key, RequestPriority Priority)> Take()
    {
        var taken = new List<(string, RequestPriority)>();
        while (Requests.TryDequeue(out var request))
            taken.Add(request);
        return taken;
    }
}
