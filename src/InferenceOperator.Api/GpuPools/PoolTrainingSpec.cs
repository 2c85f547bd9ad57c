using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>What training may use and lose.</summary>
public sealed class PoolTrainingSpec
{
    /// <summary>The most GPUs that training may hold. Default: all.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxGpus { get; set; }

    /// <summary>A job that has run for less than this is not taken from while another will do (Go-style duration).</summary>
    [Duration]
    public string MinRuntime { get; set; } = "5m";

    /// <summary>GPU-seconds per hour that preemptions may waste. Default: no limit.</summary>
    [Range(0, int.MaxValue)]
    public long? MaxWastedGpuSecondsPerHour { get; set; }
}
