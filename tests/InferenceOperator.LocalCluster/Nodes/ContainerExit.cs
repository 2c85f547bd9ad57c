namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>How a container ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Message">What it wrote to its termination log.</param>
/// <param name="Reason">Completed or Error by the exit code when null.</param>
public sealed record ContainerExit(int Code, string? Message = null, string? Reason = null)
{
    public string ReasonOrDefault => Reason ?? (Code == 0 ? "Completed" : "Error");
}
