namespace InferenceOperator.Api;

/// <summary>Where a ModelDeployment stands with its GPUs.</summary>
public sealed class PlacementStatus
{
    /// <summary>GPUs that the desired replicas need together.</summary>
    public int GpusRequested { get; set; }

    /// <summary>GPUs of pods that are bound to a node.</summary>
    public int GpusBound { get; set; }

    /// <summary>GPUs bound and requested in one word, such as `2/3`, or CPU: the column GPU.</summary>
    public string? Summary { get; set; }

    /// <summary>What is waited for, with numbers; empty when nothing is.</summary>
    public string? WaitingFor { get; set; }
}
