namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>What a test sets in a pod's status by hand; null leaves it as it is.</summary>
public sealed record FakePodState
{
    public bool? Ready { get; init; }

    /// <summary>All containers end so. The pod ends too when its restart policy says so; else they wait in CrashLoopBackOff.</summary>
    public ContainerExit? Exit { get; init; }

    public int? RestartCount { get; init; }
}
