namespace InferenceOperator.Api;

/// <summary>One scaling decision of the past.</summary>
public sealed class ScalingRecord
{
    /// <summary>When it was taken.</summary>
    public DateTime? Time { get; set; }

    /// <summary>Replicas before.</summary>
    public int From { get; set; }

    /// <summary>Replicas after.</summary>
    public int To { get; set; }

    /// <summary>Why, with numbers.</summary>
    public string? Reason { get; set; }
}
