using InferenceOperator.Core.Model;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>A joint case: a model under a load, training jobs, and the cluster that they share.</summary>
public sealed record JointCase
{
    /// <summary>The model: load, service, objective.</summary>
    public required SimulationSetting Inference { get; init; }

    /// <summary>The model's scaling rules; null: the objective of the case and the defaults.</summary>
    public ScalingPolicy? Policy { get; init; }

    /// <summary>GPUs of each node.</summary>
    public required IReadOnlyList<int> NodeGpus { get; init; }

    /// <summary>The training jobs.</summary>
    public required IReadOnlyList<ReplayedJob> Jobs { get; init; }

    /// <summary>How the operator shares the nodes.</summary>
    public PoolRules Pool { get; init; } = new();

    /// <summary>Grace period of workers that the rivals kill, seconds; null: the jobs' own.</summary>
    public double? KillGraceSeconds { get; init; }

    /// <summary>When the replay gives up on jobs, as a multiple of the load's length.</summary>
    public double LimitFactor { get; init; } = 10;

    /// <summary>Replicas that fit the cluster.</summary>
    public int MostReplicas => NodeGpus.Sum(gpus => gpus / Inference.Profile.Gpus);
}
