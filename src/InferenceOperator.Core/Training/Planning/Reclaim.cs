using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What is taken.</summary>
/// <param name="Victims">By job.</param>
/// <param name="Yields">By model that gives up replicas.</param>
/// <param name="Market">Who could give up what, after that.</param>
/// <param name="Budgets">What may still be wasted.</param>
internal sealed record Reclaim(
    IReadOnlyDictionary<ObjectName, Victim> Victims, IReadOnlyDictionary<ObjectName, Yield> Yields, VictimMarket Market, WasteBudgets Budgets)
{
    public static Reclaim Of(VictimMarket market, IEnumerable<YieldingModel> yielding, WasteBudgets budgets) => new(
        market.Candidates.OfType<JobCandidate>().Where(job => job.Taken > 0).ToDictionary(
            job => job.Job.Demand.Name, job => new Victim(job.Job, job.Granted - job.Taken, job.ForModel)),
        yielding.Where(model => model.Yielded > 0).ToDictionary(
            model => model.Placed.Demand.Name, model => new Yield(model.Placed, model.Yielded, model.Left, model.Replicas.First(replica => replica.Taken > 0).ForModel)),
        market,
        budgets);
}
