namespace InferenceOperator.Scaling;

/// <summary>How often the autoscaler looks.</summary>
internal sealed class ScalingOptions
{
    /// <summary>Time from one pass to the next. Default 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);
}
