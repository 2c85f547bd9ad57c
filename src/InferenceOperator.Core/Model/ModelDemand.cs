namespace InferenceOperator.Core.Model;

/// <summary>What a ModelDeployment wants.</summary>
public sealed record ModelDemand
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>Who goes first.</summary>
    public ModelPriority Priority { get; init; } = ModelPriority.Standard;

    /// <summary>What one replica asks for.</summary>
    public GpuAsk Ask { get; init; } = new();

    /// <summary>Replicas that the scaling decision wants.</summary>
    public int WantedReplicas { get; init; }

    /// <summary>Replicas that its Deployment asks for now; 0 when there is none yet.</summary>
    public int CurrentReplicas { get; init; }

    /// <summary>
    /// The fewest replicas that its owner wants. Models of higher priority take what is beyond; the rest only for their own fewest replicas.
    /// </summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>Its replicas may be lowered for a model of higher priority; false where somebody else owns their number.</summary>
    public bool CanYield { get; init; } = true;

    /// <summary>Run on CPU nodes when no node could ever fit.</summary>
    public bool CpuFallback { get; init; }

    /// <summary>It runs on CPU nodes now, or some of its pods still do.</summary>
    public bool OnCpu { get; init; }

    /// <summary>Its pods without GPUs that are not stopping.</summary>
    public int PodsOnCpu { get; init; }

    /// <summary>
    /// Its only replica is to be replaced, and nothing would serve meanwhile: it wants room for one more until that is done. The last of all
    /// wishes: what is free, then training, never another model.
    /// </summary>
    public bool WantsSurge { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
