using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The snapshot with its nodes in order and its pods sorted by owner, and what is free now.</summary>
internal sealed class ClusterView
{
    private static readonly PoolRules Unassigned = new() { Name = "unassigned" };
    private static readonly PoolRules Default = new();

    private readonly Dictionary<string, NodeState> _nodes;
    private readonly Dictionary<string, PoolRules> _pools;
    private readonly ILookup<ObjectName, PodState> _modelPods;

    public ClusterView(ClusterSnapshot snapshot, DateTimeOffset now)
    {
        // By name, so that the same cluster gives the same plan in whatever order a cache lists it.
        Snapshot = snapshot = snapshot with { Nodes = [.. snapshot.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal)] };
        var pools = snapshot.Pools.OrderBy(pool => pool.Name, StringComparer.Ordinal).ToList();
        _nodes = snapshot.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        _pools = snapshot.Nodes.ToDictionary(node => node.Name, node => PoolOf(node, pools), StringComparer.Ordinal);
        _modelPods = Of(PodOwner.Model);
        var jobPods = Of(PodOwner.Training);
        Jobs = [.. snapshot.TrainingJobs.Select(job => new JobView(job, [.. jobPods[job.Name]], this))];
        Leaving = new LeavingPods(Jobs, now);
        Free = new GpuLedger(snapshot.Nodes);
        foreach (var pod in snapshot.Pods.Where(pod => pod.Node is not null)) Free.Hold(pod.Node!, pod.Gpus);
        // The places of a granted gang whose pods are not there yet (it starts, or starts again) are its own.
        foreach (var job in Jobs) job.ReserveMissing(Free);
    }

    public ClusterSnapshot Snapshot { get; }

    /// <summary>Free now. A stopping pod still holds its GPUs.</summary>
    public GpuLedger Free { get; }

    public IReadOnlyList<JobView> Jobs { get; }

    /// <summary>Which stopping pods count on being gone soon.</summary>
    public LeavingPods Leaving { get; }

    /// <summary>The pods of a model that are not stopping.</summary>
    public IEnumerable<PodState> PodsOf(ModelDemand model) => _modelPods[model.Name].Where(pod => !pod.Terminating);

    /// <summary>GPUs of its own that come back to a model: its stopping pods on nodes that suit it.</summary>
    public int ReturningTo(ModelDemand model) => _modelPods[model.Name].Count(pod => pod.Node is { } node && Leaving.Soon(pod) && Suits(node, model.Ask));

    /// <summary>Whether a node could take the ask now, were it free.</summary>
    public bool Suits(string node, GpuAsk ask) => _nodes.TryGetValue(node, out var state) && NodeFilters.WhyNotNow(state, ask) is null;

    public PoolRules PoolOf(string node) => _pools.GetValueOrDefault(node, Unassigned);

    /// <summary>The rules for a job: those of the node it is on, or of the first node it could be on.</summary>
    public PoolRules PoolFor(GpuAsk ask, string? node) =>
        node is not null ? PoolOf(node)
        : Snapshot.Nodes.FirstOrDefault(candidate => NodeFilters.CouldEver(candidate, ask)) is { } first ? PoolOf(first.Name) : Default;

    private ILookup<ObjectName, PodState> Of(PodOwner owner) => Snapshot.Pods
        .Where(pod => pod.Owner == owner && pod.OwnerName is not null)
        .OrderBy(pod => pod.Name, ObjectName.Order).ToLookup(pod => pod.OwnerName!.Value);

    private static PoolRules PoolOf(NodeState node, List<PoolRules> pools) => pools.Count == 0
        ? Default
        : pools.FirstOrDefault(pool => pool.NodeSelector.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value)) ?? Unassigned;
}
