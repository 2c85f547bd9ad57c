using System.Globalization;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>Why a model lacks GPUs, in words. What models that ask alike share is looked up once.</summary>
internal sealed class Shortages
{
    private readonly ClusterView _view;
    private readonly Reclaim _reclaim;
    private readonly ILookup<ObjectName, Victim> _victims;
    private readonly List<PlacedPod> _late;
    private readonly List<ObjectName> _stopping;
    private readonly Dictionary<GpuAsk, string> _needs = new(AskComparer.Instance);
    private readonly Dictionary<GpuAsk, string> _limits = new(AskComparer.Instance);

    public Shortages(ClusterView view, Reclaim reclaim, DateTimeOffset now)
    {
        (_view, _reclaim) = (view, reclaim);
        _victims = reclaim.Victims.Values.ToLookup(victim => victim.ForModel);
        _late = [.. view.Pods.Where(placed => placed.Pod is { Terminating: true, Node: not null } && !view.Leaving.Soon(placed.Pod)).OrderBy(placed => placed.Pod.Name, ObjectName.Order)];
        _stopping = [.. view.Jobs.Where(job => job.Pods.Any(placed => view.Leaving.Soon(placed.Pod))).Select(job => job.Demand.Name)];
        StoppingFor = view.Pods.Where(placed => placed.Pod.StopDeadline > now && view.Leaving.Soon(placed.Pod))
            .Select(placed => placed.Pod.StopDeadline!.Value - now).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    /// <summary>Until the last pod that is stopping must have stopped.</summary>
    public TimeSpan StoppingFor { get; }

    /// <summary>What it lacks, and what there is.</summary>
    public string Of(PlacedModel model)
    {
        var ask = model.Demand.Ask;
        if (!_needs.TryGetValue(ask, out var needs))
        {
            var (free, total) = _view.Free.Count(ask);
            _needs[ask] = needs = $"{ask.Describe()} each; {free} of {total} free{Late(ask)}";
        }

        return $"{model.Unmet} of {model.Demand.WantedReplicas} replicas need {needs}";
    }

    /// <summary>The jobs that are taken from for a model.</summary>
    public IEnumerable<Victim> VictimsFor(PlacedModel model) => _victims[model.Demand.Name];

    /// <summary>From whom it gets GPUs.</summary>
    public string Sources(PlacedModel model)
    {
        var jobs = VictimsFor(model).Select(victim => victim.Job.Demand.Name).Concat(_stopping).Distinct().Order(ObjectName.Order);
        var models = _reclaim.Yields.Where(pair => pair.Value.ForModel == model.Demand.Name).Select(pair => pair.Key).Order(ObjectName.Order);
        string[] sources = [.. jobs.Select(name => $"training {name}"), .. models.Select(name => $"model {name}")];
        return sources.Length == 0 ? "" : $" from {string.Join(", ", sources.Take(3))}{(sources.Length > 3 ? $" and {sources.Length - 3} more" : "")}";
    }

    /// <summary>Why nothing is on its way.</summary>
    public string WhyNone(PlacedModel model) => $"none can be taken from training now{Limits(model.Demand.Ask)}";

    /// <summary>Why not all of it is on its way; empty when it is.</summary>
    public string WhyNoMore(PlacedModel model) => model.Coming == model.Unmet ? "" : $"; no more can be taken from training now{Limits(model.Demand.Ask)}";

    private string Limits(GpuAsk ask)
    {
        if (_limits.TryGetValue(ask, out var known)) return known;
        var jobs = _view.Jobs.Where(job => job.IsGranted && !_reclaim.Victims.ContainsKey(job.Demand.Name) && job.Staying.Any(placed => _view.Suits(placed.Node, ask))).ToList();
        var guarded = jobs.Count(job => job.IsProtected);
        var budgets = jobs.Where(job => !job.IsProtected).SelectMany(_reclaim.Budgets.Refuse).DistinctBy(waste => waste.Pool);
        return _limits[ask] = (guarded == 0 ? "" : $"; preempted as often as they may be: {guarded} {(guarded == 1 ? "job" : "jobs")}") + string.Concat(budgets.Select(Budget));
    }

    private static string Budget(PoolWaste waste) => string.Create(
        CultureInfo.InvariantCulture,
        $"; pool {waste.Pool} may waste {waste.Limit:0} GPU-seconds an hour and has {waste.Left:0} left{(waste.Relief is { } relief ? $", more from {relief.UtcDateTime:HH:mm:ss} UTC" : "")}");

    /// <summary>What is held by pods that were asked to stop and do not in time.</summary>
    private string Late(GpuAsk ask)
    {
        var late = _late.Where(placed => placed.Pod.Gpus.ContainsKey(ask.Resource) && _view.Suits(placed.Node, ask)).Select(placed => placed.Pod).ToList();
        return late.Count == 0 ? "" : $"; {late.Sum(pod => pod.Gpus[ask.Resource])} held by {late[0].Name}{(late.Count > 1 ? $" and {late.Count - 1} more" : "")}, asked to stop and not gone in time";
    }
}
