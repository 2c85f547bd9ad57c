using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Finds what must be taken from training for the replicas that have no place: nothing for those that GPUs already on their way will serve, and
/// for the others the jobs that lose the least, never one more than needed.
/// </summary>
internal static class ReclaimPlanner
{
    public static Reclaim Plan(ClusterView view, IReadOnlyList<PlacedModel> models, GpuLedger future, DateTimeOffset now)
    {
        var asks = InTurns(models).ToList();
        if (asks.Count == 0) return new Reclaim(new Dictionary<ObjectName, Victim>());
        var search = new VictimSearch(view, future.Copy(), now);
        var met = asks.Where(model => search.TryMeet(model)).ToList();
        foreach (var model in met) model.Coming++;
        return new Reclaim(VictimPruning.Prune(search.Victims, future, met));
    }

    /// <summary>One replica of each model before a second one, within a priority; those that it has count.</summary>
    private static IEnumerable<PlacedModel> InTurns(IReadOnlyList<PlacedModel> models) => models
        .SelectMany((model, order) => Enumerable.Range(0, Math.Max(0, model.Unmet)).Select(next => (model, order, turn: model.Placed + next)))
        .OrderBy(ask => ask.model.Demand.Priority).ThenBy(ask => ask.turn).ThenBy(ask => ask.order)
        .Select(ask => ask.model);
}
