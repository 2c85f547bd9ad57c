using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>What a preemption costs a job.</summary>
public sealed class CheckpointSpec
{
    /// <summary>How often the job saves by itself (Go-style duration): prices what a preemption loses.</summary>
    [Duration(Positive = true)]
    public string Interval { get; set; } = "10m";

    /// <summary>Time from SIGTERM to save and exit (Go-style duration).</summary>
    [Duration(Positive = true)]
    public string GracePeriod { get; set; } = "120s";

    /// <summary>Time to load and warm up again (Go-style duration).</summary>
    [Duration]
    public string ResumeCost { get; set; } = "60s";
}
