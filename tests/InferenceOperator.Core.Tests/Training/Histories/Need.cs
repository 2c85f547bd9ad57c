using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Planning;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>Whether a plan could have done with less, found by trying every way to place the replicas (bipartite matching, Kuhn 1955).</summary>
internal static class Need
{
    /// <summary>Jobs without which, or with one worker more, every replica that the plan serves would still have its GPU.</summary>
    public static IEnumerable<string> Superfluous(ClusterSnapshot snapshot, CapacityPlan plan, DateTimeOffset now)
    {
        var view = new ClusterView(snapshot, now);
        var future = FutureLedger.Of(view, ModelPlacer.Place(view));
        var asks = snapshot.Models.SelectMany(model => Enumerable.Repeat(model.Ask, plan.Models[model.Name].Reclaiming)).ToList();
        var victims = view.Jobs.Where(job => plan.TrainingJobs[job.Demand.Name].Kind is GrantKind.Suspend or GrantKind.Shrink)
            .Select(job => (Candidate: new JobCandidate(job, asked: false, inTime: true), Left: plan.TrainingJobs[job.Demand.Name].Workers)).ToList();
        foreach (var victim in victims)
        {
            foreach (var left in Fewer(victim.Candidate, victim.Left))
            {
                var ledger = future.Copy();
                foreach (var (candidate, remaining) in victims)
                    Release(ledger, candidate, candidate.Granted - (candidate == victim.Candidate ? left : remaining));
                if (AllFit(asks, ledger)) yield return $"{victim.Candidate.Job.Demand.Name} keeps {victim.Left} and could keep {left}";
            }
        }
    }

    private static IEnumerable<int> Fewer(JobCandidate candidate, int left)
    {
        yield return candidate.Granted;
        if (candidate.ByOnes is not null && candidate.MostByOnes > 0 && left == 0) yield return candidate.Granted - candidate.MostByOnes;
        if (left > 0) yield return left + 1;
    }

    private static void Release(GpuLedger ledger, Candidate candidate, int taken)
    {
        foreach (var holding in candidate.Between(0, taken)) ledger.Release(holding.Node, holding.Gpus);
    }

    private static bool AllFit(List<GpuAsk> asks, GpuLedger ledger)
    {
        var on = new Dictionary<(int Node, string Resource), List<int>>();
        return Enumerable.Range(0, asks.Count).All(ask => TryPlace(ask, []));

        bool TryPlace(int ask, HashSet<int> tried)
        {
            foreach (var node in ledger.Nodes.SuitableFor(asks[ask]).Indexes().Where(tried.Add))
            {
                var there = on.TryGetValue((node, asks[ask].Resource), out var known) ? known : on[(node, asks[ask].Resource)] = [];
                if (there.Count < ledger.FreeOn(node, asks[ask].Resource))
                {
                    there.Add(ask);
                    return true;
                }

                foreach (var other in there.ToList())
                {
                    if (!TryPlace(other, tried)) continue;
                    there[there.IndexOf(other)] = ask;
                    return true;
                }
            }

            return false;
        }
    }
}
