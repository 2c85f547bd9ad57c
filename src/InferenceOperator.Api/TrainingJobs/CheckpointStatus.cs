namespace InferenceOperator.Api;

/// <summary>A checkpoint acknowledged by a worker through its termination message.</summary>
public sealed class CheckpointStatus
{
    /// <summary>When the worker that saved it ended.</summary>
    public DateTime? Time { get; set; }

    /// <summary>The termination message, such as `step=1200 path=s3://…`.</summary>
    public string? Message { get; set; }

    /// <summary>Exit code of that worker.</summary>
    public int? ExitCode { get; set; }
}
