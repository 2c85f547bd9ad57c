namespace InferenceOperator.Api;

/// <summary>How some GPUs are used.</summary>
public class GpuCounts
{
    /// <summary>GPUs that ready nodes offer.</summary>
    public int Capacity { get; set; }

    /// <summary>GPUs that inference holds.</summary>
    public int Inference { get; set; }

    /// <summary>GPUs that training holds.</summary>
    public int Training { get; set; }

    /// <summary>GPUs that pods of others hold.</summary>
    public int Other { get; set; }

    /// <summary>GPUs that nobody holds.</summary>
    public int Free { get; set; }

    /// <summary>GPUs of pods that are stopping (counted in no other column).</summary>
    public int Terminating { get; set; }
}
