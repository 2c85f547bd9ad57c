using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What will be free once everything that has been asked to stop is gone.</summary>
internal static class FutureLedger
{
    public static GpuLedger Of(ClusterView view, IReadOnlyList<PlacedModel> models)
    {
        var future = new GpuLedger(view.Nodes);
        var owners = models.Select(model => (PodOwner.Model, model.Demand.Name)).Concat(view.Jobs.Select(job => (PodOwner.Training, job.Demand.Name))).ToHashSet();
        foreach (var (pod, node) in view.Pods)
        {
            if (Stays(view, owners, pod)) future.Hold(node, pod.Gpus);
        }

        foreach (var model in models)
        {
            // More pods than wanted: the surplus goes.
            foreach (var (pod, node) in model.Bound.Take(model.Demand.WantedReplicas)) future.Hold(node, pod.Gpus);
            foreach (var place in model.Places) future.Hold(place);
        }

        foreach (var job in view.Jobs)
        {
            foreach (var (pod, node) in job.Staying) future.Hold(node, pod.Gpus);
            foreach (var place in job.Reserved) future.Hold(place);
        }

        // A gang that restarts has no free place yet; it will have one when its old pods are gone.
        foreach (var job in view.Jobs) job.AwaitMissing(future);
        return future;
    }

    /// <summary>Somebody else's; one that does not stop in time, whoever's; one whose owner is not in the snapshot: it is left alone and holds what it holds.</summary>
    private static bool Stays(ClusterView view, HashSet<(PodOwner, ObjectName)> owners, PodState pod) => pod.Terminating
        ? !view.Leaving.Soon(pod)
        : pod.Owner == PodOwner.Other || pod.OwnerName is not { } owner || !owners.Contains((pod.Owner, owner));
}
