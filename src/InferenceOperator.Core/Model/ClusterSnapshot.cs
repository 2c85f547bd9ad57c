namespace InferenceOperator.Core.Model;

/// <summary>Everything a capacity plan looks at, at one moment.</summary>
public sealed record ClusterSnapshot
{
    /// <summary>All nodes.</summary>
    public IReadOnlyList<NodeState> Nodes { get; init; } = [];

    /// <summary>All pods that hold or want GPUs.</summary>
    public IReadOnlyList<PodState> Pods { get; init; } = [];

    /// <summary>All models that want GPUs or have some.</summary>
    public IReadOnlyList<ModelDemand> Models { get; init; } = [];

    /// <summary>All training jobs.</summary>
    public IReadOnlyList<TrainingDemand> TrainingJobs { get; init; } = [];

    /// <summary>What preemptions of the last hour lost of jobs that are not among <see cref="TrainingJobs"/>: they are over, or somebody else's again.</summary>
    public IReadOnlyList<LossRecord> Losses { get; init; } = [];

    /// <summary>All pools; with none, <see cref="PoolRules"/>' defaults cover every node.</summary>
    public IReadOnlyList<PoolRules> Pools { get; init; } = [];
}
