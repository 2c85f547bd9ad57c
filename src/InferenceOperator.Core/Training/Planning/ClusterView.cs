using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The snapshot with its nodes in order and its pods sorted by owner, and what is free now.</summary>
internal sealed class ClusterView
{
    private readonly PoolRules[] _pools;
    private readonly Dictionary<ObjectName, List<PlacedPod>> _modelPods;

    public ClusterView(ClusterSnapshot snapshot, DateTimeOffset now)
    {
        // By name, so that the same cluster gives the same plan in whatever order a cache lists it.
        Snapshot = snapshot = snapshot with { Nodes = [.. snapshot.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal)] };
        Nodes = new NodeIndex(snapshot.Nodes);
        var pools = new PoolChoice(snapshot.Pools);
        _pools = [.. snapshot.Nodes.Select(node => pools.Of(node.Labels))];
        Pods = [.. snapshot.Pods.Select(pod => new PlacedPod(pod, Nodes.Of(pod.Node)))];
        _modelPods = Of(PodOwner.Model);
        var jobPods = Of(PodOwner.Training);
        Jobs = [.. snapshot.TrainingJobs.Select(job => new JobView(job, jobPods.GetValueOrDefault(job.Name) ?? [], this, now))];
        Leaving = new LeavingPods(Jobs, now);
        Free = new GpuLedger(Nodes);
        foreach (var (pod, node) in Pods) Free.Hold(node, pod.Gpus);
        // The places of a granted gang whose pods are not there yet (it starts, or starts again) are its own.
        foreach (var job in Jobs) job.ReserveMissing(Free);
    }

    public ClusterSnapshot Snapshot { get; }

    public NodeIndex Nodes { get; }

    public IReadOnlyList<PlacedPod> Pods { get; }

    /// <summary>Free now. A stopping pod still holds its GPUs.</summary>
    public GpuLedger Free { get; }

    public IReadOnlyList<JobView> Jobs { get; }

    /// <summary>Which stopping pods count on being gone soon.</summary>
    public LeavingPods Leaving { get; }

    /// <summary>The pods of a model that are not stopping.</summary>
    public IEnumerable<PlacedPod> PodsOf(ModelDemand model) => AllOf(model).Where(placed => !placed.Pod.Terminating);

    /// <summary>GPUs of its own that come back to a model: its stopping pods on nodes that suit it.</summary>
    public int ReturningTo(ModelDemand model) => AllOf(model).Count(placed => Leaving.Soon(placed.Pod) && Suits(placed.Node, model.Ask));

    /// <summary>Whether a node could take the ask now, were it free.</summary>
    public bool Suits(int node, GpuAsk ask) => node >= 0 && Nodes.SuitableFor(ask).Contains(node);

    public PoolRules PoolOf(int node) => node >= 0 ? _pools[node] : PoolChoice.None;

    /// <summary>The rules for a job that is on no node: those of the first node it could be on.</summary>
    public PoolRules PoolFor(GpuAsk ask)
    {
        for (var node = 0; node < _pools.Length; node++)
        {
            if (NodeFilters.CouldEver(Nodes.Nodes[node], ask)) return _pools[node];
        }

        return PoolChoice.Any;
    }

    private List<PlacedPod> AllOf(ModelDemand model) => _modelPods.GetValueOrDefault(model.Name) ?? [];

    private Dictionary<ObjectName, List<PlacedPod>> Of(PodOwner owner)
    {
        var pods = new Dictionary<ObjectName, List<PlacedPod>>();
        foreach (var placed in Pods)
        {
            if (placed.Pod.Owner != owner || placed.Pod.OwnerName is not { } name) continue;
            if (!pods.TryGetValue(name, out var list)) pods[name] = list = [];
            list.Add(placed);
        }

        foreach (var list in pods.Values) list.Sort((one, other) => ObjectName.Order.Compare(one.Pod.Name, other.Pod.Name));
        return pods;
    }
}
