using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>Makes of a replayed cluster the snapshot that the operator's plan is made from.</summary>
internal static class SnapshotMaker
{
    /// <summary>The model.</summary>
    public static readonly ObjectName Model = new("replay", "model");

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A moment of the replay.</summary>
    public static DateTimeOffset Time(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    /// <summary>Seconds from the start.</summary>
    public static double Seconds(DateTimeOffset time) => (time - Start).TotalSeconds;

    /// <summary>The name of a job.</summary>
    public static ObjectName NameOf(JobRun run) => new("replay", run.Job.Name);

    /// <summary>Makes it.</summary>
    /// <param name="world">The cluster.</param>
    /// <param name="replicas">Replicas that the Deployment asks for.</param>
    /// <param name="granted">Workers granted, by job; 0: none.</param>
    public static ClusterSnapshot Of(JointWorld world, int replicas, IReadOnlyDictionary<JobRun, int> granted) => new()
    {
        Nodes = world.Nodes,
        Pods = [.. world.Replicas.Select(replica => Pod(world, replica)), .. world.Open.SelectMany(run => Pods(world, run))],
        Models = world.Wanted == 0 && replicas == 0 ? [] : [new ModelDemand { Name = Model, Ask = world.ReplicaAsk, WantedReplicas = world.Wanted, CurrentReplicas = replicas, CreatedAt = Start }],
        TrainingJobs = [.. world.Open.Select(run => Demand(run, granted.GetValueOrDefault(run), world.Now))],
        Pools = [world.Setting.Pool],
    };

    private static PodState Pod(JointWorld world, ReplicaPod replica) => new()
    {
        Name = new("replay", $"model-{replica.Id:00000}"),
        Node = world.Nodes[replica.Node].Name,
        Gpus = new Dictionary<string, int> { [GpuResources.WholeGpu] = world.Setting.ReplicaGpus },
        Owner = PodOwner.Model,
        OwnerName = Model,
        Terminating = replica.Leaving,
        StopDeadline = replica.Leaving ? Time(replica.GoneAt) : null,
    };

    private static IEnumerable<PodState> Pods(JointWorld world, JobRun run) => run.Places.Select((place, rank) => new PodState
    {
        Name = new("replay", $"{run.Job.Name}-{rank}"),
        Node = world.Nodes[place.Node].Name,
        Gpus = new Dictionary<string, int> { [GpuResources.WholeGpu] = run.Job.GpusPerWorker },
        Owner = PodOwner.Training,
        OwnerName = NameOf(run),
        Terminating = run.Phase == JobPhase.Stopping,
        // The kubelet's word is the grace period; how long saving takes nobody knows before.
        StopDeadline = run.Phase == JobPhase.Stopping ? Time(run.StopAskedAt + run.Job.GraceSeconds) : null,
        Rank = rank,
    });

    private static TrainingDemand Demand(JobRun run, int granted, double now) => new()
    {
        Name = NameOf(run),
        Ask = run.Ask,
        Workers = run.Job.Workers,
        MinWorkers = run.Job.MinWorkers,
        GrantedWorkers = granted,
        PreemptedAt = granted == 0 && run.Preemptions.Count > 0 ? Time(run.Preemptions[^1]) : null,
        StartedAt = run.Phase == JobPhase.Active && run.StartedAt <= now ? Time(run.StartedAt) : null,
        LastCheckpointAt = run.AcknowledgedAt is { } at ? Time(at) : null,
        CheckpointInterval = TimeSpan.FromSeconds(run.Job.CheckpointIntervalSeconds),
        GracePeriod = TimeSpan.FromSeconds(run.Job.GraceSeconds),
        ResumeCost = TimeSpan.FromSeconds(run.Job.ResumeSeconds),
        MaxPreemptions = run.Job.MaxPreemptions,
        Preemptions = run.TowardsLimit,
        LostGpuSeconds = run.ReportedLoss,
        Priority = run.Job.Priority,
        CreatedAt = Time(run.Job.SubmittedSeconds),
    };
}
