using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Capacity;

/// <summary>Wakes the capacity loop on the changes that can change a plan, and on no others.</summary>
internal sealed class CapacityTriggers : IDisposable
{
    private readonly CapacityWake _wake;
    private readonly List<IDisposable> _subscriptions;

    /// <summary>Subscribes.</summary>
    /// <param name="stores">The caches.</param>
    /// <param name="wake">What to wake.</param>
    public CapacityTriggers(IResourceStores stores, CapacityWake wake)
    {
        _wake = wake;
        _subscriptions =
        [
            stores.Of<V1Node>().Subscribe((old, now) => WakeIf(NodeReader.Matters(old, now))),
            stores.Of<V1Pod>().Subscribe((old, now) => WakeIf(PodReader.Matters(old, now))),
            stores.Of<ModelDeployment>().Subscribe((old, now) => WakeIf(SpecChanged(old?.Metadata, now?.Metadata))),
            stores.Of<InferenceRuntime>().Subscribe((old, now) => WakeIf(SpecChanged(old?.Metadata, now?.Metadata))),
            stores.Of<GpuPool>().Subscribe((old, now) => WakeIf(SpecChanged(old?.Metadata, now?.Metadata))),
            // A job's grant, start and checkpoints are in its status.
            stores.Of<TrainingJob>().Subscribe((_, _) => wake.Wake()),
            stores.Of<V1Deployment>().Subscribe((old, now) => WakeIf(old?.Spec.Replicas != now?.Spec.Replicas)),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private static bool SpecChanged(V1ObjectMeta? old, V1ObjectMeta? now) =>
        old is null || now is null || old.Generation != now.Generation || old.DeletionTimestamp != now.DeletionTimestamp || old.Uid != now.Uid;

    private void WakeIf(bool matters)
    {
        if (matters)
            _wake.Wake();
    }
}
