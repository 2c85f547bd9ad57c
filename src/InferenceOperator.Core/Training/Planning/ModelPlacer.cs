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
        var bound = view.PodsOf(model).Where(pod => pod.Node is not null).ToList();
        return new PlacedModel(model, bound)
        {
            NoSuitableNode = bound.Count == 0 && model.Ask.Count > 0 && !view.Snapshot.Nodes.Any(node => NodeFilters.CouldEver(node, model.Ask)),
        };
    }

    private static void PlaceInTurns(List<PlacedModel> models, GpuLedger free)
    {
        for (var waiting = models.Where(model => model.Unmet > 0).ToList(); waiting.Count > 0; waiting = [.. waiting.Where(model => model.Unmet > 0)])
        {
            var placed = 0;
            foreach (var model in waiting)
            {
                if (free.TryTake(model.Demand.Ask, model.Spread()) is not { } place) continue;
                model.Places.Add(place);
                placed++;
            }

            if (placed == 0) return;
        }
    }
}
