using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Places the replicas of models into what is free now: by priority, and within a priority one replica each before a second.</summary>
internal static class ModelPlacer
{
    public static IReadOnlyList<PlacedModel> Place(ClusterView view)
    {
        var models = view.Snapshot.Models
            .OrderBy(model => model.Priority).ThenBy(model => model.CreatedAt).ThenBy(model => model.Name, ObjectName.Order)
            .Select(model => Look(view, model)).ToList();
        foreach (var group in models.GroupBy(model => model.Demand.Priority)) PlaceInTurns([.. group], view.Free);
        return models;
    }

    private static PlacedModel Look(ClusterView view, ModelDemand model)
    {
        var pods = view.PodsOf(model).ToList();
        return new PlacedModel(model, pods, view.Nodes.Nodes.Count)
        {
            NoSuitableNode = pods.TrueForAll(placed => placed.Pod.Node is null) && model.Ask.Count > 0 && view.Nodes.SuitableFor(model.Ask).Count == 0
                && !view.Snapshot.Nodes.Any(node => NodeFilters.CouldEver(node, model.Ask)),
        };
    }

    /// <summary>Whoever has the fewest replicas goes next; among equals the first in order. Who finds no place now finds none later.</summary>
    private static void PlaceInTurns(List<PlacedModel> models, GpuLedger free)
    {
        var waiting = new PriorityQueue<PlacedModel, (int Placed, int Order)>();
        for (var order = 0; order < models.Count; order++)
        {
            if (models[order].Unmet > 0) waiting.Enqueue(models[order], (models[order].Placed, order));
        }

        while (waiting.TryDequeue(out var next, out var turn))
        {
            if (!next.TryPlace(free) || next.Unmet == 0) continue;
            waiting.Enqueue(next, turn with { Placed = next.Placed });
        }
    }
}
