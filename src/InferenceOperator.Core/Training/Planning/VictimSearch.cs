using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Looks, replica by replica, for the jobs to take from. What one replica made free serves the next.</summary>
internal sealed class VictimSearch
{
    private readonly ClusterView _view;
    private readonly GpuLedger _future;
    private readonly List<Candidate> _candidates;
    private readonly Dictionary<ObjectName, ObjectName> _forModel = [];

    public VictimSearch(ClusterView view, GpuLedger future, DateTimeOffset now)
    {
        (_view, _future) = (view, future);
        _candidates =
        [
            .. view.Jobs.Where(job => job.IsGranted && !job.IsProtected(now)).Select(job => new Candidate(job, now))
                .OrderByDescending(candidate => candidate.Job.IsInterrupted).ThenBy(candidate => candidate.Young)
                // A job with an invalid spec cannot come back before its owner mends it.
                .ThenBy(candidate => candidate.Job.Demand.Invalid)
                .ThenBy(candidate => candidate.Job.Demand.Priority).ThenBy(candidate => candidate.Loss)
                .ThenByDescending(candidate => candidate.Job.Demand.CreatedAt).ThenBy(candidate => candidate.Job.Demand.Name, ObjectName.Order),
        ];
    }

    /// <summary>The jobs taken from, and for which model first.</summary>
    public IReadOnlyList<(Candidate Candidate, ObjectName ForModel)> Victims =>
        [.. _candidates.Where(candidate => candidate.Taken > 0).Select(candidate => (candidate, _forModel[candidate.Job.Demand.Name]))];

    /// <summary>Finds a place for one replica in what will be free, taking from training what it needs.</summary>
    public bool TryMeet(PlacedModel model)
    {
        var ask = model.Demand.Ask;
        if (_future.TryTake(ask) is not null) return true;
        var suitable = _view.Snapshot.Nodes.Where(node => NodeFilters.WhyNotNow(node, ask) is null).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var steps = _candidates.Select(candidate => candidate.Job.Rules.Order.Count).DefaultIfEmpty(0).Max();
        // All of what is stopping anyway before anything of a job that runs: so a reclaim under way never moves on to another job.
        return Enumerable.Range(0, steps).Any(position => TryStep(position, model, suitable, [.. _candidates.Where(candidate => candidate.Job.IsInterrupted)]))
            || Enumerable.Range(0, steps).Any(position => TryStep(position, model, suitable, _candidates));
    }

    /// <summary>The step that stands at this position of each pool's own order.</summary>
    private bool TryStep(int position, PlacedModel model, HashSet<string> suitable, List<Candidate> candidates)
    {
        List<(Candidate Candidate, int Workers)> taken = [];
        foreach (var candidate in candidates.Where(candidate => candidate.Job.Rules.Order.Count > position && candidate.IsOn(suitable)))
        {
            // A shrink goes worker by worker; a suspension takes the whole gang.
            var (bite, most) = candidate.Job.Rules.Order[position] == ReclaimStep.Shrink ? (1, candidate.Shrinkable) : (candidate.Remaining, candidate.Remaining);
            for (var sum = 0; sum < most; sum += bite)
            {
                Take(candidate, bite);
                taken.Add((candidate, bite));
                if (_future.TryTake(model.Demand.Ask) is { } place) return Settle(taken, model, place);
            }
        }

        foreach (var (candidate, workers) in Enumerable.Reverse(taken)) GiveBack(candidate, workers);
        return false;
    }

    /// <summary>It fits: put back what turned out not to be needed, dearest first, and of a shrunk job worker by worker.</summary>
    private bool Settle(List<(Candidate Candidate, int Workers)> taken, PlacedModel model, GpuPlace place)
    {
        _future.Return(place);
        foreach (var bites in taken.GroupBy(bite => bite.Candidate, bite => bite.Workers).OrderByDescending(bites => bites.Key.Loss).ToList())
        {
            var candidate = bites.Key;
            // The last taken goes back first: a gang shrinks from its highest rank down, and grows from there.
            foreach (var workers in bites.Reverse())
            {
                GiveBack(candidate, workers);
                if (_future.Fits(model.Demand.Ask)) continue;
                Take(candidate, workers);
                _forModel.TryAdd(candidate.Job.Demand.Name, model.Demand.Name);
                break;
            }
        }

        return _future.TryTake(model.Demand.Ask) is not null;
    }

    private void Take(Candidate candidate, int workers)
    {
        foreach (var holding in candidate.Next(workers)) _future.Release(holding.Node, holding.Gpus);
        candidate.Taken += workers;
    }

    private void GiveBack(Candidate candidate, int workers)
    {
        candidate.Taken -= workers;
        foreach (var holding in candidate.Next(workers)) _future.Hold(holding.Node, holding.Gpus);
    }
}
