using InferenceOperator.Capacity;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>Wakes the plan when a labelled object changes, and when it becomes known whose a pod is.</summary>
internal sealed class IntegrationLoop(
    IntegrationSettings settings, IDynamicResources resources, IResourceStores stores, OwnerChains chains, ForeignJobs jobs, CapacityWake wake, TimeProvider time) : ILeaderService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Kinds.Count == 0)
            return;
        var subscriptions = settings.Kinds.Select(kind => resources.Store(kind.Type).Subscribe((_, _) => wake.Wake())).ToList();
        try
        {
            while (true)
            {
                if (await chains.AskAsync(cancellationToken))
                    wake.Wake();
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            subscriptions.ForEach(subscription => subscription.Dispose());
        }
    }

    /// <summary>Learns whose the pods are before the first plan: one made without the cheapest victims would take others.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        do
            jobs.Look(stores.Of<V1Pod>().List());
        while (time.GetElapsedTime(began) < WarmUp && chains.HasWork && await chains.AskAsync(cancellationToken));
    }
}
