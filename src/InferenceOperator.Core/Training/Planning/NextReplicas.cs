using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>How long one replica more would wait for its GPUs, after everything that this plan does. Nobody is asked for it.</summary>
internal sealed class NextReplicas(ClusterView view, Reclaim reclaim, DateTimeOffset now)
{
    private readonly Dictionary<AskClass, TimeSpan?> _known = [];

    public TimeSpan? WaitOf(PlacedModel model)
    {
        var ask = new AskClass(model.Demand.Ask, model.Demand.Priority, needed: model.Placed < model.Demand.MinReplicas);
        if (!_known.TryGetValue(ask, out var wait)) _known[ask] = wait = Look(ask);
        return wait;
    }

    private TimeSpan? Look(AskClass ask)
    {
        if (view.Free.Fits(ask.Ask)) return TimeSpan.Zero;
        if (Stopping() is var stopping && stopping > TimeSpan.Zero && reclaim.Market.Future.Fits(ask.Ask)) return stopping;
        // A replica of one GPU takes the first that may be asked, wherever; for a larger one it matters who is beside whom.
        if (ask.Ask.Count == 1) return reclaim.Market.First(ask) is { } first ? StopTime(first) : null;
        return new OfferBook(ask, 1, reclaim.Market).Best() is { } offer ? offer.Options.Max(option => StopTime(option.Candidate)) : null;
    }

    private TimeSpan StopTime(Candidate candidate) => candidate switch
    {
        JobCandidate { Job.IsInterrupted: true } => Stopping(),
        JobCandidate { Job: var job } => job.StopTime,
        // A replica ends as fast as its requests: it is never long.
        _ => TimeSpan.Zero,
    };

    private TimeSpan Stopping() => view.Pods.Where(placed => placed.Pod.StopDeadline > now && view.Leaving.Soon(placed.Pod))
        .Select(placed => placed.Pod.StopDeadline!.Value - now).DefaultIfEmpty(TimeSpan.Zero).Max();
}
