using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>Single moments of a cluster, written down object by object.</summary>
internal static class Paper
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public static NodeState Node(string name, int gpus, string pool = "") => new()
    {
        Name = name, Product = "H100", Gpus = Gpus(gpus), Labels = new Dictionary<string, string> { ["pool"] = pool },
    };

    public static ModelDemand Model(string name, int wanted, int? current = null, int gpus = 1) => new()
    {
        Name = Name(name), WantedReplicas = wanted, CurrentReplicas = current ?? wanted, Ask = new GpuAsk { Count = gpus },
    };

    public static TrainingDemand Job(string name, int workers, int minWorkers, int granted = 0, int gpus = 1) => new()
    {
        Name = Name(name), Workers = workers, MinWorkers = minWorkers, GrantedWorkers = granted, Ask = new GpuAsk { Count = gpus },
        StartedAt = granted > 0 ? Noon - TimeSpan.FromHours(1) : null,
    };

    /// <summary>A replica; on no node: it waits for one.</summary>
    public static PodState Replica(string model, string pod, string? node, int gpus = 1) => Pod(pod, node, gpus) with { Owner = PodOwner.Model, OwnerName = Name(model) };

    public static PodState Worker(string job, int rank, string? node, int gpus = 1) =>
        Pod($"{job}-{rank}", node, gpus) with { Owner = PodOwner.Training, OwnerName = Name(job), Rank = rank };

    /// <summary>Somebody else's pod.</summary>
    public static PodState Pod(string name, string? node, int gpus = 1) => new() { Name = Name(name), Node = node, Gpus = Gpus(gpus) };

    /// <summary>The same pod, asked to stop: so long until its grace period ends; below zero: since.</summary>
    public static PodState Stopping(this PodState pod, TimeSpan left) => pod with { Terminating = true, StopDeadline = Noon + left };

    public static ObjectName Name(string name) => new("team", name);

    public static CapacityPlan Plan(this ClusterSnapshot snapshot) => CapacityPlanner.Plan(snapshot, PlannerMemory.Empty, Noon);

    public static ModelAdmission Admission(this ClusterSnapshot snapshot, string model) => snapshot.Plan().Models[Name(model)];

    public static TrainingGrant Grant(this ClusterSnapshot snapshot, string job) => snapshot.Plan().TrainingJobs[Name(job)];

    private static Dictionary<string, int> Gpus(int count) => new() { [GpuResources.WholeGpu] = count };
}
