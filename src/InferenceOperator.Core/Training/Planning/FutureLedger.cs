using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What will be free once everything that has been asked to stop is gone.</summary>
internal static class FutureLedger
{
    public static GpuLedger Of(ClusterView view, IReadOnlyList<PlacedModel> models)
    {
        var future = new GpuLedger(view.Snapshot.Nodes);
        foreach (var pod in view.Snapshot.Pods.Where(pod => pod.Node is not null && Stays(view, pod))) future.Hold(pod.Node!, pod.Gpus);
        foreach (var pod in Unplanned(view, models)) future.Hold(pod.Node!, pod.Gpus);
        foreach (var model in models)
        {
            // More pods than wanted: the surplus goes.
            foreach (var pod in model.Bound.Take(model.Demand.WantedReplicas)) future.Hold(pod.Node!, pod.Gpus);
            foreach (var place in model.Places) Hold(future, place);
        }

        foreach (var job in view.Jobs)
        {
            foreach (var pod in job.Staying) future.Hold(pod.Node!, pod.Gpus);
            foreach (var place in job.Reserved) Hold(future, place);
        }

        // A gang that restarts has no free place yet; it will have one when its old pods are gone.
        foreach (var job in view.Jobs) job.AwaitMissing(future);

        return future;
    }

    /// <summary>Somebody else's, or one that does not stop in time, whoever's.</summary>
    private static bool Stays(ClusterView view, PodState pod) => pod.Terminating ? !view.Leaving.Soon(pod) : pod.Owner == PodOwner.Other;

    /// <summary>Pods whose owner is not in the snapshot: they are left alone and hold what they hold.</summary>
    private static IEnumerable<PodState> Unplanned(ClusterView view, IReadOnlyList<PlacedModel> models)
    {
        var known = models.Select(model => model.Demand.Name).ToHashSet();
        var jobs = view.Jobs.Select(job => job.Demand.Name).ToHashSet();
        return view.Snapshot.Pods.Where(pod => pod.Node is not null && !pod.Terminating && pod.Owner != PodOwner.Other
            && (pod.OwnerName is not { } owner || !(pod.Owner == PodOwner.Model ? known : jobs).Contains(owner)));
    }

    private static void Hold(GpuLedger ledger, GpuPlace place)
    {
        if (place.Ask.Count > 0) ledger.Hold(place.Node, new Dictionary<string, int> { [place.Ask.Resource] = place.Ask.Count });
    }
}
