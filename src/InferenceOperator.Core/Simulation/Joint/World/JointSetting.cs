using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>A cluster, the replicas that a model wants over time, and training jobs.</summary>
public sealed record JointSetting
{
    /// <summary>GPUs of each node.</summary>
    public required IReadOnlyList<int> NodeGpus { get; init; }

    /// <summary>Replicas wanted over time.</summary>
    public required DemandCurve Demand { get; init; }

    /// <summary>GPUs of a replica.</summary>
    public int ReplicaGpus { get; init; } = 1;

    /// <summary>The jobs.</summary>
    public required IReadOnlyList<ReplayedJob> Jobs { get; init; }

    /// <summary>How the operator shares the nodes.</summary>
    public PoolRules Pool { get; init; } = new();

    /// <summary>Length of the load, seconds: utilisation is counted to there.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>When the replay gives up on jobs that are not finished, seconds.</summary>
    public required double LimitSeconds { get; init; }

    /// <summary>From the binding of a worker's pod until it runs, seconds.</summary>
    public double PodStartSeconds { get; init; } = 10;

    /// <summary>From a replica's stop until its GPU is free, seconds.</summary>
    public double ReplicaStopSeconds { get; init; } = 5;

    /// <summary>Grace period of workers that are killed without saving, seconds; null: the job's own.</summary>
    public double? KillGraceSeconds { get; init; }

    /// <summary>All GPUs.</summary>
    public int Gpus => NodeGpus.Sum();
}
