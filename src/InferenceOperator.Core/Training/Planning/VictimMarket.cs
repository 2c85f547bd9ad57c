using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Who could give up what on which node, and what is free when those taken so far are gone.</summary>
internal sealed class VictimMarket
{
    private readonly List<(Candidate Candidate, List<int> Positions)>?[] _onNode;
    private readonly WasteBudgets _budgets;

    public VictimMarket(IReadOnlyList<Candidate> candidates, GpuLedger future, WasteBudgets budgets)
    {
        (Candidates, Future, _budgets) = (candidates, future, budgets);
        _onNode = new List<(Candidate, List<int>)>?[future.Nodes.Nodes.Count];
        foreach (var candidate in candidates)
        {
            for (var position = 0; position < candidate.Holdings.Count; position++)
            {
                if (candidate.Holdings[position].Node is not (var node and >= 0)) continue;
                var on = _onNode[node] ??= [];
                if (on.Count == 0 || on[^1].Candidate != candidate) on.Add((candidate, []));
                on[^1].Positions.Add(position);
            }
        }
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<Candidate> Candidates { get; }

    public GpuLedger Future { get; }

    /// <summary>Nodes on which something changed, in the order of the changes.</summary>
    public List<int> Touched { get; } = [];

    /// <summary>The best way to make room on a node; null: there is none.</summary>
    public Offer? OfferOn(int node, AskClass asks)
    {
        if (_onNode[node] is not { } on) return null;
        var missing = asks.Ask.Count - Future.FreeOn(node, asks.Ask.Resource);
        if (missing <= 0) return null;
        var ways = new List<List<Option>>(on.Count);
        foreach (var (candidate, positions) in on)
        {
            if (asks.MayTake(candidate) && Affords(candidate) && Ways(candidate, positions, asks.Ask.Resource) is { Count: > 0 } options) ways.Add(options);
        }

        return ways.Count == 0 ? null : NodeCover.Find(node, missing, ways);
    }

    /// <summary>Who would be asked for a single GPU; null: nobody can be.</summary>
    public Candidate? First(AskClass asks)
    {
        var suitable = Future.Nodes.SuitableFor(asks.Ask);
        (Candidate Candidate, Standing Standing, double Loss)? first = null;
        foreach (var candidate in Candidates)
        {
            var standing = candidate.Taken < candidate.MostByOnes ? candidate.ByOnes ?? candidate.Whole : candidate.Taken < candidate.Granted ? candidate.Whole : null;
            if (standing is not { } stands || (first is { } known && (stands.CompareTo(known.Standing) is > 0 || (stands == known.Standing && candidate.Loss >= known.Loss)))) continue;
            if (!asks.MayTake(candidate) || !Affords(candidate)) continue;
            foreach (var holding in candidate.Between(candidate.Taken, candidate.Granted))
            {
                if (holding.Node < 0 || !suitable.Contains(holding.Node) || holding.Gpus.GetValueOrDefault(asks.Ask.Resource) == 0) continue;
                first = (candidate, stands, candidate.Loss);
                break;
            }
        }

        return first?.Candidate;
    }

    /// <summary>Whether an offer could still be taken whole.</summary>
    public bool Stands(Offer offer, AskClass asks)
    {
        var stands = true;
        var taken = new List<Option>();
        foreach (var option in offer.Options)
        {
            stands = option.Target > option.Candidate.Taken && asks.MayTake(option.Candidate) && Affords(option.Candidate);
            if (!stands) break;
            taken.Add(option with { Target = option.Candidate.Taken });
            Set(option.Candidate, option.Target);
        }

        foreach (var before in Enumerable.Reverse(taken)) Set(before.Candidate, before.Target);
        return stands;
    }

    /// <summary>Takes what an offer says.</summary>
    public void Take(Offer offer, ObjectName forModel)
    {
        foreach (var option in offer.Options)
        {
            var (candidate, before) = (option.Candidate, option.Candidate.Taken);
            foreach (var holding in candidate.Between(before, option.Target)) Future.Release(holding.Node, holding.Gpus);
            // Its stop is paid: what is left of it has become cheaper, wherever it is.
            Touch(before == 0 ? candidate.Holdings : candidate.Between(before, option.Target));
            Set(candidate, option.Target);
            if (before == 0) candidate.ForModel = forModel;
            if (candidate is ReplicaCandidate { Model: var model }) Touch(model.Replicas.SelectMany(replica => replica.Holdings));
        }
    }

    /// <summary>Sets how much of a candidate is taken; the ledger stays as it is.</summary>
    public void Set(Candidate candidate, int taken)
    {
        if (candidate is JobCandidate { Job: var job } && (candidate.Taken == 0) != (taken == 0)) _budgets.Spend(job, taken == 0 ? -job.WorstLoss : job.WorstLoss);
        if (candidate is ReplicaCandidate { Model: var model }) model.Yielded += taken - candidate.Taken;
        candidate.Taken = taken;
    }

    private bool Affords(Candidate candidate) => candidate.Taken > 0 || candidate is not JobCandidate { Job: var job } || _budgets.Allow(job);

    private void Touch(IEnumerable<Holding> holdings) => Touched.AddRange(holdings.Select(holding => holding.Node).Where(node => node >= 0));

    private static List<Option> Ways(Candidate candidate, List<int> positions, string resource)
    {
        var options = new List<Option>();
        var (byOnes, whole) = (candidate.ByOnes, candidate.Whole);
        var (freed, most) = (0, candidate.MostByOnes);
        foreach (var position in positions)
        {
            if (position < candidate.Taken) continue;
            var gpus = candidate.Holdings[position].Gpus.GetValueOrDefault(resource);
            if (gpus == 0) continue;
            freed += gpus;
            if (byOnes is { } standing && position < most) options.Add(new Option(candidate, position + 1, freed, standing));
        }

        if (freed > 0 && whole is { } last && candidate.Taken < candidate.Granted) options.Add(new Option(candidate, candidate.Granted, freed, last));
        return options;
    }
}
