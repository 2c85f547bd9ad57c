using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// The last look at the whole: a job taken for an early replica may be spared because of what a later one made free. The dearest is tried
/// first; whoever can be put back with every replica still placed is put back. The idea is Kueue's: remove until it fits, then fill back.
/// </summary>
internal static class VictimPruning
{
    public static IReadOnlyDictionary<ObjectName, Victim> Prune(
        IReadOnlyList<(Candidate Candidate, ObjectName ForModel)> victims, GpuLedger future, IReadOnlyList<PlacedModel> met)
    {
        var kept = victims.ToList();
        foreach (var victim in victims.OrderByDescending(victim => victim.Candidate.Loss).ThenBy(victim => victim.Candidate.Job.Demand.Name, ObjectName.Order))
        {
            if (kept.Count < 2) break;
            var without = kept.Where(other => other.Candidate != victim.Candidate).ToList();
            if (AllFit(without, future, met)) kept = without;
        }

        return kept.ToDictionary(
            victim => victim.Candidate.Job.Demand.Name, victim => new Victim(victim.Candidate.Job, victim.Candidate.Remaining, victim.ForModel));
    }

    private static bool AllFit(List<(Candidate Candidate, ObjectName ForModel)> victims, GpuLedger future, IReadOnlyList<PlacedModel> met)
    {
        var ledger = future.Copy();
        foreach (var (candidate, _) in victims)
        {
            foreach (var holding in candidate.All.Take(candidate.Taken)) ledger.Release(holding.Node, holding.Gpus);
        }

        return met.All(model => ledger.TryTake(model.Demand.Ask) is not null);
    }
}
