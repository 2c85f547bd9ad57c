using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;
using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Planning;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>Whether a plan could have done with less, found by trying every way to place the replicas.</summary>
internal static class Need
{
    /// <summary>Jobs without which, or with one worker more, every replica that the plan serves would still have its GPU.</summary>
    public static IEnumerable<string> Superfluous(ClusterSnapshot snapshot, CapacityPlan plan, DateTimeOffset now)
    {
        var view = new ClusterView(snapshot, now);
        var future = FutureLedger.Of(view, ModelPlacer.Place(view));
        var asks = snapshot.Models.SelectMany(model => Enumerable.Repeat(model.Ask, model.Ask.Count == 0 ? 0 : plan.Models[model.Name].Reclaiming / model.Ask.Count)).ToList();
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

    /// <summary>The large ones first, each wherever it may go; what was found to lead nowhere is not tried again.</summary>
    private static bool AllFit(List<GpuAsk> asks, GpuLedger ledger)
    {
        var order = asks.OrderByDescending(ask => ask.Count).ThenBy(ask => ledger.Nodes.SuitableFor(ask).Count).ToList();
        var hopeless = new HashSet<string>();
        return Fits(0);

        bool Fits(int next)
        {
            if (next == order.Count) return true;
            var state = $"{next}: {string.Join(" ", ledger.Nodes.Nodes.SelectMany((node, index) => node.Gpus.Keys.Order().Select(resource => ledger.FreeOn(index, resource))))}";
            if (!hopeless.Add(state)) return false;
            foreach (var node in ledger.Nodes.SuitableFor(order[next]).Indexes())
            {
                if (ledger.TryTakeOn(node, order[next]) is not { } place) continue;
                var fits = Fits(next + 1);
                ledger.Return(place);
                if (fits) return true;
            }

            return false;
        }
    }
}
