using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Room for the pod that a rollout makes before it takes an old one away. What such a pod holds, or is about to hold, is that room: were it
/// looked for anew, the rollout would be told amid its way that there is none, and give up the pod that serves.
/// </summary>
internal static class SurgeRoom
{
    /// <summary>
    /// Holds a place for each of these pods that waits for a node, before training looks at what is free. One that finds no place any more
    /// gets no room: its rollout goes on in place, or it would wait for ever.
    /// </summary>
    public static void Hold(ClusterView view, IReadOnlyList<PlacedModel> models)
    {
        foreach (var model in models.Where(model => model.SurgeWaits && !IsThere(view, model)))
            model.Surge = view.Free.TryTake(model.Demand.Ask) is not null;
    }

    /// <summary>
    /// Whether a model may make such a pod. What is free is offered to every model until the pod of one of them takes it: most are not being
    /// rolled out, and would keep it from those that are.
    /// </summary>
    public static bool Of(ClusterView view, PlacedModel model) =>
        IsThere(view, model) || (model.SurgeWaits ? model.Surge : view.Free.Fits(model.Demand.Ask));

    /// <summary>Pods beyond those wanted: on nodes, stopping there soon, or without GPUs.</summary>
    private static bool IsThere(ClusterView view, PlacedModel model) =>
        model.Bound.Count + model.Places.Count + view.ReturningTo(model.Demand) + model.Demand.PodsOnCpu > model.Demand.WantedReplicas;
}
