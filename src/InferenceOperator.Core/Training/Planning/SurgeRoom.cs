using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Room for the pod that a rollout makes before it takes an old one away. What such a pod holds, or is about to hold, is that room: were it
/// looked for anew, the rollout would be told amid its way that there is none, and give up the pod that serves.
/// </summary>
internal static class SurgeRoom
{
    /// <summary>
    /// Holds a place for each of these pods that waits for a node, and then for each that is to be made, before training looks at what is
    /// free. One that finds no place any more gets no room: its rollout goes on in place, or it would wait for ever.
    /// </summary>
    /// <param name="view">The cluster.</param>
    /// <param name="models">The models, placed.</param>
    /// <param name="future">What will be free; these places will not be.</param>
    public static void Hold(ClusterView view, IReadOnlyList<PlacedModel> models, GpuLedger future)
    {
        foreach (var model in models.Where(model => model.SurgeWaits).Concat(models.Where(model => Wants(view, model))))
        {
            if (view.Free.TryTake(model.Demand.Ask) is not { } place) continue;
            model.Surge = true;
            future.Hold(place);
        }
    }

    /// <summary>Whether room is to be made for a pod, since there is none.</summary>
    public static bool IsMissing(ClusterView view, PlacedModel model) => Wants(view, model) && !model.Surge;

    /// <summary>
    /// Whether a model may make such a pod. What is free is offered to every model until the pod of one of them takes it: most are not being
    /// rolled out, and would keep it from those that are. One that asked for it has it held.
    /// </summary>
    public static bool Of(ClusterView view, PlacedModel model) =>
        IsThere(view, model) || (model.SurgeWaits || model.Demand.WantsSurge ? model.Surge : view.Free.Fits(model.Demand.Ask));

    private static bool Wants(ClusterView view, PlacedModel model) =>
        model is { Demand.WantsSurge: true, NoSuitableNode: false, SurgeWaits: false, Unmet: 0 } && !IsThere(view, model);

    /// <summary>Pods beyond those wanted: on nodes, stopping there soon, or without GPUs.</summary>
    private static bool IsThere(ClusterView view, PlacedModel model) =>
        model.Bound.Count + model.Places.Count + view.ReturningTo(model.Demand) + model.Demand.PodsOnCpu > model.Demand.WantedReplicas;
}
