using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>The cluster while it is replayed: who holds which GPUs, and what happens next by itself. A GPU is free when its pod is gone.</summary>
internal sealed class JointWorld
{
    private int _replicas;

    public JointWorld(JointSetting setting)
    {
        Setting = setting;
        Nodes = [.. setting.NodeGpus.Select((gpus, index) => new NodeState { Name = $"node-{index:000}", Gpus = new Dictionary<string, int> { [GpuResources.WholeGpu] = gpus } })];
        Free = new GpuLedger(new NodeIndex(Nodes));
        Jobs = [.. setting.Jobs.OrderBy(job => job.SubmittedSeconds).Select(job => new JobRun(job))];
        ReplicaAsk = new GpuAsk { Count = setting.ReplicaGpus };
    }

    public JointSetting Setting { get; }

    public IReadOnlyList<NodeState> Nodes { get; }

    /// <summary>What no pod holds.</summary>
    public GpuLedger Free { get; }

    public IReadOnlyList<JobRun> Jobs { get; }

    public GpuAsk ReplicaAsk { get; }

    public List<ReplicaPod> Replicas { get; } = [];

    /// <summary>Seconds from the start.</summary>
    public double Now { get; private set; }

    /// <summary>Replicas that the scaling decision wants now.</summary>
    public int Wanted => Setting.Demand.At(Now);

    /// <summary>Replicas on nodes that were not asked to stop.</summary>
    public int Serving => Replicas.Count(replica => !replica.Leaving);

    /// <summary>GPUs that the model holds.</summary>
    public int InferenceGpus => Replicas.Count * Setting.ReplicaGpus;

    /// <summary>Replica-seconds up to the load's end in which a replica held its GPUs and was wanted.</summary>
    public double WantedReplicaSeconds { get; private set; }

    public bool AllFinished => Jobs.All(run => run.Phase == JobPhase.Finished);

    /// <summary>Jobs that are submitted and not finished.</summary>
    public IEnumerable<JobRun> Open => Jobs.Where(run => run.Job.SubmittedSeconds <= Now && run.Phase != JobPhase.Finished);

    /// <summary>The next moment at which something happens by itself.</summary>
    public double NextEvent()
    {
        var next = Setting.Demand.NextAfter(Now);
        foreach (var replica in Replicas) next = Math.Min(next, replica.GoneAt);
        foreach (var run in Jobs)
        {
            Consider(run.Job.SubmittedSeconds);
            if (run.Phase is not (JobPhase.Active or JobPhase.Stopping)) continue;
            Consider(run.StartedAt);
            Consider(run.WorksAt);
            Consider(run.GoneAt);
            Consider(run.DoneAt);
        }

        return next;

        void Consider(double at)
        {
            if (at > Now && at < next) next = at;
        }
    }

    /// <summary>Lets time pass to a moment not beyond <see cref="NextEvent"/>, and what happens at it happen.</summary>
    public void Advance(double to)
    {
        var time = to - Now;
        foreach (var run in Jobs)
        {
            run.Held += run.HeldGpus * time;
            if (run.Attempts == 1 && run.Phase == JobPhase.Active && Now < run.WorksAt) run.FirstStart += run.HeldGpus * time;
        }

        WantedReplicaSeconds += Math.Min(Serving, Wanted) * Math.Max(0, Math.Min(to, Setting.DurationSeconds) - Now);
        Now = to;
        foreach (var run in Jobs)
        {
            if (run.IsDone(Now))
            {
                Release(run);
                run.Finish(Now);
            }
            else if (run.Phase == JobPhase.Stopping && run.GoneAt <= Now)
            {
                Release(run);
                run.Gone();
            }
        }

        foreach (var replica in Replicas.Where(replica => replica.GoneAt <= Now)) Free.Return(new GpuPlace(replica.Node, ReplicaAsk));
        Replicas.RemoveAll(replica => replica.GoneAt <= Now);
    }

    /// <summary>Binds one more replica where there is room; the replicas are spread over nodes.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryAddReplica()
    {
        var spread = new ReplicaSpread(Nodes.Count);
        foreach (var replica in Replicas.Where(replica => !replica.Leaving)) spread.Add(replica.Node);
        if (Free.TryTake(ReplicaAsk, spread) is not { } place) return false;
        Replicas.Add(new ReplicaPod(_replicas++, place.Node));
        return true;
    }

    /// <summary>Stops the newest replica.</summary>
    public void StopReplica() => Replicas.FindLast(replica => !replica.Leaving)!.GoneAt = Now + Setting.ReplicaStopSeconds;

    /// <summary>Binds workers that have no node yet, as many as fit; with the last one the gang starts.</summary>
    /// <returns>True when one was bound.</returns>
    public bool Bind(JobRun run)
    {
        var before = run.Places.Count;
        while (run.Places.Count < run.WorldSize && Free.TryTake(run.Ask) is { } place) run.Places.Add(place);
        if (run.Places.Count == before) return false;
        if (run.Places.Count == run.WorldSize) run.Placed(Now, Setting.PodStartSeconds);
        return true;
    }

    /// <summary>Binds a whole gang to places that somebody found in what is free.</summary>
    public void Bind(JobRun run, IReadOnlyList<GpuPlace> places)
    {
        foreach (var place in places) Free.Hold(place);
        run.Places.AddRange(places);
        run.Placed(Now, Setting.PodStartSeconds);
    }

    private void Release(JobRun run)
    {
        foreach (var place in run.Places) Free.Return(place);
        run.Places.Clear();
    }
}
