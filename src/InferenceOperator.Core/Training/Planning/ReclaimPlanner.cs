using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Finds what must be taken for the replicas that have no place: nothing for those that GPUs already on their way will serve, and for the
/// others the jobs that lose the least, after all of them replicas of models of lower priority, never one more than needed.
/// </summary>
internal static class ReclaimPlanner
{
    public static Reclaim Plan(ClusterView view, IReadOnlyList<PlacedModel> models, GpuLedger future, PlannerMemory memory, DateTimeOffset now)
    {
        var budgets = new WasteBudgets(view, now);
        var asks = InTurns(models).ToList();
        var surges = models.Where(model => SurgeRoom.IsMissing(view, model)).Select(ReplicaAsk.OfRollout).ToList();
        var yielding = models.Where(model => model.Demand is { CanYield: true, Ask.Count: > 0, Priority: > ModelPriority.Critical }).Select(model => new YieldingModel(model, view.Nodes)).ToList();
        List<Candidate> candidates = [.. Jobs(view, memory), .. yielding.SelectMany(model => model.Replicas)];
        for (var order = 0; order < candidates.Count; order++) candidates[order].Order = order;
        var market = new VictimMarket(candidates, future.Copy(), budgets);
        var search = new VictimSearch(market, [.. asks, .. surges]);
        var met = asks.Where(search.TryMeet).ToList();
        foreach (var ask in met) ask.Model.Coming++;
        // A rollout can wait, or go another way: last.
        var rolling = surges.Where(search.TryMeet).ToList();
        foreach (var ask in rolling) ask.Model.SurgeComing = true;
        new VictimPruning(market, met.Concat(rolling)).Prune();
        return Reclaim.Of(market, yielding, budgets);
    }

    /// <summary>The jobs that may be asked; among those that stand and lose alike the newest first.</summary>
    private static IEnumerable<Candidate> Jobs(ClusterView view, PlannerMemory memory) => view.Jobs
        .Where(job => job.IsGranted && !job.IsProtected)
        .OrderByDescending(job => job.Demand.CreatedAt).ThenBy(job => job.Demand.Name, ObjectName.Order)
        .Select(job => new JobCandidate(job, memory.Asked.Contains(job.Demand.Name), view.Leaving.InTime(job.Demand)));

    /// <summary>One replica of each model before a second one, within a priority; those that it has count.</summary>
    private static IEnumerable<ReplicaAsk> InTurns(IReadOnlyList<PlacedModel> models) => models
        .SelectMany((model, order) => Enumerable.Range(0, Math.Max(0, model.Unmet)).Select(next => (model, order, turn: model.Placed + next)))
        .OrderBy(ask => ask.model.Demand.Priority).ThenBy(ask => ask.turn).ThenBy(ask => ask.order)
        .Select(ask => new ReplicaAsk(ask.model, needed: ask.turn < ask.model.Demand.MinReplicas));
}
