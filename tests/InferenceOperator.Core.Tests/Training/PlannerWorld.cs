using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>A cluster of whole GPUs on paper, in which plans are acted upon step by step: a stop is slow, and so are status writes.</summary>
internal sealed class PlannerWorld
{
    private readonly List<NodeState> _nodes;
    private readonly List<PodState> _pods = [];
    private readonly Dictionary<ObjectName, TrainingDemand> _jobs = [];
    private readonly Dictionary<ObjectName, ModelDemand> _models = [];
    private PlannerMemory _memory = PlannerMemory.Empty;
    private int _serial;

    public PlannerWorld(int nodes, int gpus)
    {
        _nodes = [.. Enumerable.Range(0, nodes).Select(index => new NodeState
        {
            Name = $"node-{index}", Product = "H100", Labels = new Dictionary<string, string> { ["pool"] = (index % 2 == 0) ? "even" : "odd" }, Gpus = new Dictionary<string, int> { [GpuResources.WholeGpu] = gpus },
        })];
    }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public PoolRules Pool { get; set; } = new();

    /// <summary>A pool of every second node, beside <see cref="Pool"/>; null: there is none.</summary>
    public PoolRules? EvenNodes { get; set; }

    public IEnumerable<TrainingDemand> Jobs => _jobs.Values;

    public IReadOnlyList<PodState> Pods => _pods;

    public int Free => _nodes.Where(node => node.Ready).Sum(FreeOn);

    public static ObjectName Name(string name) => new("team", name);

    /// <summary>Adds a job that runs whole when there is room; it has run for so long.</summary>
    public void RunJob(string name, int workers, TimeSpan ranFor, int minWorkers = 0, int maxPreemptions = 5, int gpus = 1, TimeSpan? gracePeriod = null)
    {
        var demand = new TrainingDemand
        {
            Name = Name(name), Workers = workers, MinWorkers = minWorkers == 0 ? workers : minWorkers, Ask = new GpuAsk { Count = gpus },
            GrantedWorkers = workers, StartedAt = Now - ranFor, CreatedAt = Now - ranFor, MaxPreemptions = maxPreemptions, GracePeriod = gracePeriod ?? TimeSpan.FromSeconds(120),
        };
        var before = _pods.Count;
        for (var rank = 0; rank < workers; rank++)
        {
            if (Bind(PodOwner.Training, demand.Name, gpus, rank))
                continue;
            _pods.RemoveRange(before, _pods.Count - before);
            return;
        }

        _jobs[demand.Name] = demand;
    }

    /// <summary>A job acknowledges a checkpoint; it may have been asked for it some time ago.</summary>
    public void Saved(string name, TimeSpan? after = null) => _jobs[Name(name)] = _jobs[Name(name)] with
    {
        LastCheckpointAt = Now, Preemptions = after is { } time ? [Now - time] : [],
    };

    public void QueueJob(string name, int workers) => _jobs[Name(name)] = new TrainingDemand
    {
        Name = Name(name), Workers = workers, MinWorkers = workers, CreatedAt = Now,
    };

    public void Want(string name, int replicas, int gpus = 1, ModelPriority priority = ModelPriority.Standard, int minReplicas = 1)
    {
        var current = _models.TryGetValue(Name(name), out var known) ? known.CurrentReplicas : 0;
        _models[Name(name)] = new ModelDemand { Name = Name(name), WantedReplicas = replicas, CurrentReplicas = current, Ask = new GpuAsk { Count = gpus }, Priority = priority, MinReplicas = minReplicas };
    }

    public ClusterSnapshot Snapshot() => new() { Nodes = _nodes, Pods = [.. _pods], Models = [.. _models.Values], TrainingJobs = [.. _jobs.Values], Pools = EvenNodes is { } even ? [even, Pool] : [Pool] };

    public CapacityPlan Plan()
    {
        var plan = CapacityPlanner.Plan(Snapshot(), _memory, Now);
        _memory = plan.Memory;
        return plan;
    }

    public void Pass(TimeSpan time) => Now += time;

    public void Stranger(int gpus) => Bind(PodOwner.Other, null, gpus, null);

    /// <summary>A stranger's pod that was asked to stop an hour ago and never goes.</summary>
    public void StuckStranger()
    {
        if (Bind(PodOwner.Other, null, 1, null))
            _pods[^1] = _pods[^1] with { Terminating = true, StopDeadline = Now - TimeSpan.FromHours(1) };
    }

    /// <summary>A node goes away with its pods; gangs that lose a worker are asked to stop, as their controller does it.</summary>
    public void LoseNode(int index)
    {
        _nodes[index] = _nodes[index] with { Ready = false };
        var broken = _pods.Where(pod => pod.Node == _nodes[index].Name && pod.Owner == PodOwner.Training).Select(pod => pod.OwnerName!.Value).ToHashSet();
        _pods.RemoveAll(pod => pod.Node == _nodes[index].Name && pod.Owner != PodOwner.Other);
        Change(pod => pod.Owner == PodOwner.Training && broken.Contains(pod.OwnerName!.Value), pod => pod with { Terminating = true, StopDeadline = Now + TimeSpan.FromSeconds(30) });
        foreach (var name in broken)
            _jobs[name] = _jobs[name] with { StartedAt = null };
    }

    public void NodeComesBack(int index) => _nodes[index] = _nodes[index] with { Ready = true };

    /// <summary>First the pods are told.</summary>
    public void StopPods(CapacityPlan plan)
    {
        foreach (var (name, grant) in plan.TrainingJobs.Where(pair => pair.Value.Workers < _jobs[pair.Key].GrantedWorkers))
            Change(pod => pod.OwnerName == name && pod.Owner == PodOwner.Training, pod => pod with { Terminating = true, StopDeadline = Now + _jobs[name].GracePeriod });
    }

    /// <summary>Then it is on record.</summary>
    public void WriteStatus(CapacityPlan plan)
    {
        foreach (var (name, grant) in plan.TrainingJobs)
        {
            var job = _jobs[name];
            var preempted = grant.Kind is GrantKind.Suspend or GrantKind.Shrink;
            _jobs[name] = job with
            {
                GrantedWorkers = grant.Workers,
                StartedAt = grant.Workers == job.GrantedWorkers ? job.StartedAt : null,
                PreemptedAt = grant.Workers == 0 && preempted ? Now : grant.Workers > 0 ? null : job.PreemptedAt,
                Preemptions = preempted ? [.. job.Preemptions, Now] : job.Preemptions,
            };
        }
    }

    /// <summary>At last the pods are gone.</summary>
    public void PodsGo() => _pods.RemoveAll(pod => pod.Terminating && pod.Owner != PodOwner.Other);

    /// <summary>What was granted and admitted gets its pods, models first as kube-scheduler does it.</summary>
    public void PodsCome(CapacityPlan plan)
    {
        foreach (var (name, admission) in plan.Models)
        {
            var model = _models[name] = _models[name] with { CurrentReplicas = admission.Admitted };
            while (Held(PodOwner.Model, name) > admission.Admitted)
                _pods.Remove(_pods.Last(pod => pod.Owner == PodOwner.Model && pod.OwnerName == name));
            while (Held(PodOwner.Model, name) < admission.Admitted && Bind(PodOwner.Model, name, model.Ask.Count, null))
            {
            }
        }

        foreach (var (name, job) in _jobs.ToList())
        {
            var ours = _pods.Where(pod => pod.OwnerName == name && pod.Owner == PodOwner.Training).ToList();
            if (job.StartedAt is not null || ours.Exists(pod => pod.Terminating))
                continue;
            // Those that found no node wait for one, beside the others.
            foreach (var rank in Enumerable.Range(0, job.GrantedWorkers).Except(ours.Select(pod => pod.Rank!.Value)))
                Bind(PodOwner.Training, name, job.Ask.Count, rank);
            if (job.GrantedWorkers > 0 && Held(PodOwner.Training, name) == job.GrantedWorkers)
                _jobs[name] = job with { StartedAt = Now };
        }
    }

    /// <summary>Plans and acts until nothing changes any more; returns every job that was told to make room on the way.</summary>
    /// <param name="beforePodsCome">What happens in a round after pods are gone and before others take their places; null: nothing.</param>
    public HashSet<ObjectName> Settle(Action<int>? beforePodsCome = null)
    {
        HashSet<ObjectName> asked = [];
        for (var round = 0; round < 12; round++)
        {
            var plan = Note(Plan());
            StopPods(plan);
            Note(Plan());
            WriteStatus(plan);
            Note(Plan());
            PodsGo();
            plan = Note(Plan());
            StopPods(plan);
            WriteStatus(plan);
            beforePodsCome?.Invoke(round);
            PodsCome(plan);
        }

        return asked;

        CapacityPlan Note(CapacityPlan plan)
        {
            asked.UnionWith(Victims(plan));
            return plan;
        }
    }

    public static IEnumerable<ObjectName> Victims(CapacityPlan plan) =>
        plan.TrainingJobs.Where(pair => pair.Value.Kind is GrantKind.Suspend or GrantKind.Shrink).Select(pair => pair.Key);

    public int Held(PodOwner owner, ObjectName name) => _pods.Count(pod => pod.Owner == owner && pod.OwnerName == name && pod.Node is not null && !pod.Terminating);

    /// <summary>No node holds more than it has.</summary>
    public bool IsSound() => _nodes.TrueForAll(node => FreeOn(node) >= 0);

    private bool Bind(PodOwner owner, ObjectName? name, int gpus, int? rank)
    {
        if (_nodes.Where(node => node.Ready && FreeOn(node) >= gpus).MinBy(FreeOn) is not { } node)
            return false;
        _pods.Add(new PodState
        {
            Name = Name($"pod-{_serial++}"), Node = node.Name, Owner = owner, OwnerName = name, Rank = rank,
            Gpus = new Dictionary<string, int> { [GpuResources.WholeGpu] = gpus },
        });
        return true;
    }

    private int FreeOn(NodeState node) =>
        node.Gpus[GpuResources.WholeGpu] - _pods.Where(pod => pod.Node == node.Name).Sum(pod => pod.Gpus[GpuResources.WholeGpu]);

    private void Change(Func<PodState, bool> which, Func<PodState, PodState> how)
    {
        for (var at = 0; at < _pods.Count; at++)
        {
            if (which(_pods[at]))
                _pods[at] = how(_pods[at]);
        }
    }
}
