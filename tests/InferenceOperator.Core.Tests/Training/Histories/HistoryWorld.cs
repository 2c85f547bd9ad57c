using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training.Histories;

/// <summary>
/// A cluster of unlike nodes on paper, in which time passes: pods take time to stop, and some all of it; status writes, pods' stops and new pods
/// each come when they come, so that plans are made of half of what the last one said.
/// </summary>
internal sealed class HistoryWorld
{
    private readonly List<NodeState> _nodes = [];
    private readonly Dictionary<ObjectName, TrainingDemand> _jobs = [];
    private readonly Dictionary<ObjectName, ModelDemand> _models = [];
    private readonly List<PodState> _pods = [];
    private readonly Dictionary<ObjectName, DateTimeOffset> _gone = [];
    private readonly Random _random;
    private PlannerMemory _memory = PlannerMemory.Empty;
    private int _serial;

    public HistoryWorld(int seed, IEnumerable<int> kinds)
    {
        _random = new Random(seed);
        foreach (var kind in kinds) _nodes.Add(Hardware.Node(_nodes.Count, kind));
    }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public List<PoolRules> Pools { get; } = [];

    public IReadOnlyDictionary<ObjectName, TrainingDemand> Jobs => _jobs;

    public IReadOnlyDictionary<ObjectName, ModelDemand> Models => _models;

    public IReadOnlyList<PodState> Pods => _pods;

    public IReadOnlyList<NodeState> Nodes => _nodes;

    /// <summary>What every stop for inference lost, by pool.</summary>
    public List<LossRecord> Losses { get; } = [];

    /// <summary>What jobs lost that are over.</summary>
    private List<LossRecord> LossesOfOthers { get; } = [];

    public CapacityPlan LastPlan { get; private set; } = null!;

    public static ObjectName Name(string name) => new("team", name);

    public void AddJob(TrainingDemand job) => _jobs[job.Name] = job with { CreatedAt = Now };

    public void Want(ModelDemand model) =>
        _models[model.Name] = model with { CurrentReplicas = _models.TryGetValue(model.Name, out var known) ? known.CurrentReplicas : 0 };

    public void WantNothing()
    {
        foreach (var model in _models.Values.ToList()) Want(model with { WantedReplicas = 0 });
    }

    public void Stranger(int node, int gpus)
    {
        if (FreeOn(_nodes[node], GpuResources.WholeGpu) >= gpus) _pods.Add(Pod(PodOwner.Other, null, null, Hardware.Asks[0] with { Count = gpus }) with { Node = _nodes[node].Name });
    }

    public void Cordon(int node, bool cordoned) => _nodes[node] = _nodes[node] with { Schedulable = !cordoned };

    /// <summary>The node goes with its pods, and the gangs that lose a worker stop; or it comes back.</summary>
    public void Lose(int node, bool lost)
    {
        _nodes[node] = _nodes[node] with { Ready = !lost };
        if (!lost) return;
        var broken = _pods.Where(pod => pod.Node == _nodes[node].Name && pod.Owner == PodOwner.Training).Select(pod => pod.OwnerName!.Value).ToHashSet();
        foreach (var pod in _pods.Where(pod => pod.Node == _nodes[node].Name).ToList()) Remove(pod);
        foreach (var job in broken) StopGang(job, forInference: false);
    }

    public ClusterSnapshot Snapshot() => new() { Nodes = [.. _nodes], Pods = [.. _pods], Models = [.. _models.Values], TrainingJobs = [.. _jobs.Values], Losses = [.. LossesOfOthers], Pools = [.. Pools] };

    public CapacityPlan Plan()
    {
        LastPlan = CapacityPlanner.Plan(Snapshot(), _memory, Now);
        _memory = LastPlan.Memory;
        return LastPlan;
    }

    /// <summary>The operator restarts: what it remembered is gone.</summary>
    public void Forget() => _memory = PlannerMemory.Empty;

    /// <summary>Some of those concerned, or all, act upon the last plan; then time passes, and there is a new one.</summary>
    public void Step(TimeSpan time, bool everybody)
    {
        foreach (var (name, grant) in LastPlan.TrainingJobs.OrderBy(pair => pair.Key, ObjectName.Order))
        {
            if (everybody || _random.Next(3) > 0) Act(name, grant);
        }

        foreach (var (name, admission) in LastPlan.Models.OrderBy(pair => pair.Key, ObjectName.Order))
        {
            if (everybody || _random.Next(3) > 0) Act(name, admission);
        }

        Schedule();
        Now += time;
        foreach (var pod in _pods.Where(pod => _gone.TryGetValue(pod.Name, out var gone) && gone <= Now).ToList()) Remove(pod);
        Plan();
    }

    public int Held(PodOwner owner, ObjectName name) => _pods.Count(pod => pod.Owner == owner && pod.OwnerName == name && pod.Node is not null && !pod.Terminating);

    /// <summary>On no node more is held than there is.</summary>
    public bool IsSound() => _nodes.Where(node => node.Ready).All(node => node.Gpus.Keys.All(resource => FreeOn(node, resource) >= 0));

    public int FreeOn(NodeState node, string resource) =>
        node.Gpus.GetValueOrDefault(resource) - _pods.Where(pod => pod.Node == node.Name).Sum(pod => pod.Gpus.GetValueOrDefault(resource));

    private void Act(ObjectName name, TrainingGrant grant)
    {
        var job = _jobs[name];
        var ours = _pods.Where(pod => pod.Owner == PodOwner.Training && pod.OwnerName == name).ToList();
        var forInference = grant.Kind is GrantKind.Suspend or GrantKind.Shrink;
        if (job.EndingWorkers > 0 || ours.Exists(pod => pod.Terminating))
        {
            // What another controller stops comes back when all of it is gone.
            if (ours.Count == 0) Account(name);
            else if (!job.IsForeign) _jobs[name] = _jobs[name] with { GrantedWorkers = grant.Workers };
            if (ours.Count == 0 && job.IsForeign && _random.Next(4) == 0) Complete(name);
            return;
        }

        if (grant.Workers != job.GrantedWorkers && ours.Count > 0)
        {
            _jobs[name] = job with { GrantedWorkers = grant.Workers, PreemptedAt = forInference && grant.Workers == 0 ? Now : null };
            StopGang(name, forInference);
            return;
        }

        _jobs[name] = job = job with { GrantedWorkers = grant.Workers, PreemptedAt = grant.Workers > 0 ? null : job.PreemptedAt };
        if (job.StartedAt is null)
        {
            foreach (var rank in Enumerable.Range(0, grant.Workers).Except(ours.Select(pod => pod.Rank!.Value)))
                _pods.Add(Pod(PodOwner.Training, name, rank, job.Ask));
        }
        else if (ours.Count < grant.Workers)
        {
            StopGang(name, forInference: false);
        }
    }

    private void StopGang(ObjectName name, bool forInference)
    {
        var job = _jobs[name];
        if (job.EndingWorkers > 0) return;
        var ours = _pods.Where(pod => pod.Owner == PodOwner.Training && pod.OwnerName == name).ToList();
        if (forInference) _jobs[name] = job = job with { Preemptions = [.. job.Preemptions, Now], EndingWorkers = job.StartedAt is null ? 0 : ours.Count };
        else _jobs[name] = job = job with { StartedAt = null };
        foreach (var pod in ours) Stop(pod, job.GracePeriod);
        if (ours.Count == 0) Account(name);
    }

    private void Complete(ObjectName name)
    {
        LossesOfOthers.AddRange(_jobs[name].RecentLosses);
        _jobs.Remove(name);
    }

    /// <summary>Of a job of another controller nobody knows what it saved: what it had done since its start, when it was suspended, counts as lost.</summary>
    private void Estimate(TrainingDemand job)
    {
        var unsaved = Math.Min((job.Preemptions[^1] - job.StartedAt!.Value).TotalSeconds, job.CheckpointInterval.TotalSeconds);
        var record = new LossRecord(job.Preemptions[^1], Hardware.PoolOfJob(job), job.EndingWorkers * job.Ask.Count * (unsaved + job.ResumeCost.TotalSeconds));
        Losses.Add(record);
        _jobs[job.Name] = job with { RecentLosses = [.. job.RecentLosses, record], LostGpuSeconds = job.LostGpuSeconds + record.GpuSeconds, EndingWorkers = 0, StartedAt = null };
    }

    private void Account(ObjectName name)
    {
        var job = _jobs[name];
        if (job is { IsForeign: true, EndingWorkers: > 0 })
        {
            Estimate(job);
            return;
        }

        if (job.EndingWorkers > 0)
        {
            // It saved, or it did not and lost what it had done since.
            var saved = _random.Next(2) == 0;
            var unsaved = Math.Min((job.Preemptions[^1] + job.GracePeriod - job.StartedAt!.Value).TotalSeconds, job.CheckpointInterval.TotalSeconds);
            var lost = job.EndingWorkers * job.Ask.Count * ((saved ? 0 : unsaved) + job.ResumeCost.TotalSeconds);
            var record = new LossRecord(Now, Hardware.PoolOfJob(job), lost);
            Losses.Add(record);
            _jobs[name] = job = job with { RecentLosses = [.. job.RecentLosses, record], LostGpuSeconds = job.LostGpuSeconds + lost, LastCheckpointAt = saved ? Now : job.LastCheckpointAt };
        }

        _jobs[name] = job with { EndingWorkers = 0, StartedAt = null };
    }

    private void Act(ObjectName name, ModelAdmission admission)
    {
        var replicas = Math.Min(_models[name].WantedReplicas, admission.Admitted);
        _models[name] = _models[name] with { CurrentReplicas = replicas };
        var ours = _pods.Where(pod => pod.Owner == PodOwner.Model && pod.OwnerName == name && !pod.Terminating).ToList();
        foreach (var pod in ours.OrderBy(pod => pod.Node is not null).Take(ours.Count - replicas)) Stop(pod, TimeSpan.FromSeconds(30));
        for (var missing = replicas - ours.Count; missing > 0; missing--) _pods.Add(Pod(PodOwner.Model, name, null, _models[name].Ask));
    }

    private void Stop(PodState pod, TimeSpan grace)
    {
        var at = _pods.FindIndex(other => other.Name == pod.Name);
        if (pod.Node is null)
        {
            _pods.RemoveAt(at);
            return;
        }

        _pods[at] = pod with { Terminating = true, StopDeadline = Now + grace };
        // One of three does not listen and is killed at the end of its grace period.
        _gone[pod.Name] = Now + (_random.Next(3) == 0 ? grace : TimeSpan.FromSeconds(_random.Next(1, (int)grace.TotalSeconds)));
    }

    private void Remove(PodState pod)
    {
        _pods.RemoveAll(other => other.Name == pod.Name);
        _gone.Remove(pod.Name);
    }

    /// <summary>Binds what waits, models first; a node with much room before one with little, as kube-scheduler does it.</summary>
    private void Schedule()
    {
        foreach (var pod in _pods.Where(pod => pod.Node is null).OrderBy(pod => pod.Owner != PodOwner.Model).ToList())
        {
            var ask = pod.Owner == PodOwner.Model ? _models[pod.OwnerName!.Value].Ask : _jobs[pod.OwnerName!.Value].Ask;
            var node = _nodes.Where(node => Hardware.Suits(node, ask) && FreeOn(node, ask.Resource) >= ask.Count).MaxBy(node => FreeOn(node, ask.Resource));
            if (node is not null) _pods[_pods.FindIndex(other => other.Name == pod.Name)] = pod with { Node = node.Name };
        }

        foreach (var (name, job) in _jobs.Where(pair => pair.Value is { StartedAt: null, GrantedWorkers: > 0 }).ToList())
        {
            if (Held(PodOwner.Training, name) == job.GrantedWorkers) _jobs[name] = job with { StartedAt = Now };
        }
    }

    private PodState Pod(PodOwner owner, ObjectName? name, int? rank, GpuAsk ask) => new()
    {
        Name = Name($"pod-{_serial++:0000}"), Owner = owner, OwnerName = name, Rank = rank, Gpus = new Dictionary<string, int> { [ask.Resource] = ask.Count },
    };
}
