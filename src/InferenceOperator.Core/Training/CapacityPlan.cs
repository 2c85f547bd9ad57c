using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training;

/// <summary>What a plan says, as data; acting on it is the host's business.</summary>
public sealed record CapacityPlan
{
    /// <summary>By model.</summary>
    public required IReadOnlyDictionary<ObjectName, ModelAdmission> Models { get; init; }

    /// <summary>By training job.</summary>
    public required IReadOnlyDictionary<ObjectName, TrainingGrant> TrainingJobs { get; init; }

    /// <summary>By pool and product.</summary>
    public required IReadOnlyList<GpuCount> Gpus { get; init; }

    /// <summary>Of the pools that limit what preemptions may waste.</summary>
    public IReadOnlyList<PoolWaste> Waste { get; init; } = [];

    /// <summary>When something could change by itself; null: only by a change of the world.</summary>
    public DateTimeOffset? NextCheck { get; init; }

    /// <summary>For the next plan.</summary>
    public required PlannerMemory Memory { get; init; }
}
